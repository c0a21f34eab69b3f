/** Tailwind 4 runs as a PostCSS plugin; its settings are in src/app/globals.css. */
export default { plugins: { '@tailwindcss/postcss': {} } }
