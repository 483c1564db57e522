/** Structures that stand in a list of typed ones: extension objects, Neighbor Discovery options. */
import type { Fields, FixedField } from './field.js'
import { layout, readLayout } from './layout.js'
import { complete, rest } from './parts.js'
import type { Layout, VariableField } from './variable.js'

/** One kind of element, by its table. */
export interface ElementKind {
  readonly kind: string
  readonly title: string
  readonly source: string
  readonly layout: Layout
}

export function elementKind(
  kind: string,
  title: string,
  source: string,
  fields: readonly (FixedField | VariableField)[],
): ElementKind {
  return { kind, title, source, layout: layout(complete(fields)) }
}

/** An element of a kind that is not known, or too short for it: nothing of it is lost. */
export const UNKNOWN_ELEMENT: ElementKind = /* @__PURE__ */ elementKind('unknown', 'Unknown', '', [
  /* @__PURE__ */ rest('payload', 'Payload'),
])

/** Fills the record from the element's body. */
export function readElement(
  known: ElementKind | undefined,
  record: Fields,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  if (known !== undefined) {
    record.kind = known.kind
    if (readLayout(known.layout, record, bytes, at, end) >= 0) return
  }
  record.kind = UNKNOWN_ELEMENT.kind
  readLayout(UNKNOWN_ELEMENT.layout, record, bytes, at, end)
}
