import { expect, it } from 'vitest'
import { nameSkeleton, spellFlags } from './look-alikes.ts'

it.each([
  ['Mara Lind', 'mara lind'],
  ['Mara Lind', 'Маrа Lind'], // three of them Cyrillic
  ['Mara Lind', 'Ｍａｒａ　Ｌｉｎｄ'],
  ['Mara Lind', '𝕸𝖆𝖗𝖆 𝕷𝖎𝖓𝖉'],
  ['Mara Lind', 'Ma\u200Bra\u2060 Lind'],
  ['Mara Lind', '\u202EMara Lind\u202C'],
  ['Mara Lind', 'Mára Lînd'],
  ['Mara Lind', 'Mara_Lind.'],
  ['Mara Lind', 'Mara 1ind'],
  ['Mara Lind', 'ᴍᴀʀᴀ ʟɪɴᴅ'],
  ['Modern', 'Modem'],
  ['admin', 'аdmіn'],
  ['Olga', '0lga'],
  ['ALICE', 'aIice'],
  ['Ꭺda', 'Ada'],
  ['Ada', '🅰🅳🅰'],
  ['Ada', '🄰🅓Ⓐ'],
  ['Ada', 'Adaʼ'],
  ['Ada', 'Ada 🇩🇪'],
])('takes %j and %j for the same name', (one, other) => {
  expect(nameSkeleton(other)).toBe(nameSkeleton(one))
})

it.each([
  ['Mara', 'Maria'],
  ['Olga', 'Olaf'],
  ['Ada', 'Adam'],
  ['Юля', 'Юра'],
  ['محمد', 'أحمد'],
])('tells %j from %j', (one, other) => {
  expect(nameSkeleton(other)).not.toBe(nameSkeleton(one))
})

it('has nothing of a name without letters', () => {
  expect(nameSkeleton('👍 …')).toBe('')
})

it('spells with flags where it is asked to', () => {
  expect(spellFlags('🇦🇩🇦 👍')).toBe('ada 👍')
})
