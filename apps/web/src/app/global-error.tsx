/** When even the frame of the page could not be made. */

'use client'

export default function GlobalError() {
  return (
    <html lang="en">
      <body style={{ fontFamily: 'system-ui', padding: '2rem', colorScheme: 'light dark' }}>
        <h1>This page could not be made</h1>
        <p>The reason is in the server’s log. Reload to try again.</p>
      </body>
    </html>
  )
}
