/** One operation on the API's page, closed until it is wanted. */

import { z } from 'zod'
import { getTranslations } from '../../i18n/request.ts'
import type { AnyDefinition } from '../../server/operation.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { curlExample } from './curl-example.ts'
import { type JsonSchema, writeSchema } from './write-schema.ts'

export async function OperationItem({ definition, apiUrl }: { definition: AnyDefinition; apiUrl: string }) {
  const words = await getTranslations('notifications')
  const { id, summary, description, method, path, scope, role, right, params, query, body, answers, events } =
    definition
  const example = curlExample(definition, apiUrl)
  const who =
    scope === 'public'
      ? words('api.public')
      : scope === 'session'
        ? words('api.session')
        : words('api.scope', { scope })
  const searched = `${id} ${summary} ${method} ${path} ${scope}`.toLowerCase()
  return (
    <details id={id} data-operation={searched} className="group border-t border-line">
      <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 gap-y-1 py-3">
        <code dir="ltr" className="w-16 shrink-0 font-mono text-sm font-semibold text-sea">
          {method}
        </code>
        <code dir="ltr" className="font-mono text-sm break-all">
          {path}
        </code>
        <span lang="en" dir="ltr" className="basis-full text-ink-soft sm:basis-auto">
          {summary}
        </span>
      </summary>
      <div className="space-y-4 pb-6">
        {description && (
          <p lang="en" dir="ltr" className="max-w-prose">
            {description}
          </p>
        )}
        <p className="flex flex-wrap gap-2 text-sm">
          {[who, role && words('api.role', { role }), right && words(`api.right.${right}`)].map(
            (one) =>
              one && (
                <span key={one} className="rounded-full bg-raised px-2.5 py-1">
                  {one}
                </span>
              ),
          )}
        </p>
        {params && <Schema title={words('api.parameters')} schema={params} io="input" />}
        {query && <Schema title={words('api.parameters')} schema={query} io="input" />}
        {body && <Schema title={words('api.body')} schema={body} io="input" />}
        {events && <Schema title={words('api.events')} schema={events} io="output" />}
        {!events &&
          Object.entries(answers).map(([status, schema]) => (
            <Schema
              key={status}
              title={`${words('api.answer')} ${status}${schema ? '' : ` (${words('api.empty')})`}`}
              schema={schema}
              io="output"
            />
          ))}
        {example && <Example title={words('api.example')} text={example} />}
      </div>
    </details>
  )
}

function Schema({ title, schema, io }: { title: string; schema: z.core.$ZodType | null; io: 'input' | 'output' }) {
  if (!schema) return <p className="font-medium">{title}</p>
  const shape = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
  return <Example title={title} text={writeSchema(shape as JsonSchema)} />
}

function Example({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <p className="mb-1 font-medium">{title}</p>
      <CodeBlock label={title}>{text}</CodeBlock>
    </div>
  )
}
