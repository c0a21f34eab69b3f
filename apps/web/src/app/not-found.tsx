/** For addresses that nothing is at. */

import Link from 'next/link'
import { Header } from '../features/site/header.tsx'
import { Empty } from '../ui/empty.tsx'

export const metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <>
      <Header isOperator={false} />
      <main className="px-4 sm:px-6">
        <Empty title="There is nothing at this address">
          <p>
            A channel’s address looks like <code>/@name</code>. See{' '}
            <Link href="/" className="text-sea underline underline-offset-4">
              which channels there are
            </Link>
            .
          </p>
        </Empty>
      </main>
    </>
  )
}
