/** Searches broadcasts and channels; a plain form, so that it works before anything else of the page does. */

import { Search } from 'lucide-react'
import { getTranslations } from '../../i18n/request.ts'

export const MAX_SEARCH_LENGTH = 100

export async function SearchForm({ words: typed }: { words: string }) {
  const words = await getTranslations('home')
  return (
    <search className="w-full sm:max-w-md">
      <form
        action="/"
        className="flex min-h-11 items-center rounded-full border border-line-strong bg-surface ps-4 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-sea"
      >
        <input
          type="search"
          name="q"
          defaultValue={typed}
          maxLength={MAX_SEARCH_LENGTH}
          aria-label={words('search')}
          placeholder={words('search')}
          className="min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-soft"
        />
        <button
          type="submit"
          aria-label={words('doSearch')}
          className="grid size-11 place-items-center rounded-full text-ink-soft hover:text-ink"
        >
          <Search aria-hidden className="size-5" />
        </button>
      </form>
    </search>
  )
}
