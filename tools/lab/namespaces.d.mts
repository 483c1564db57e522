/** Why no lab can be made here, or undefined. */
export function noLab(): string | undefined
/** Namespaces that the labs of dead processes have left behind. */
export function leftovers(): string[]
export function removeNamespace(name: string): void
/** A name that tells who made it, so that `leftovers` finds it. */
export function nameOf(part: string, number?: number): string
/** Throws when there is one of that name already. */
export function addNamespace(name: string): void
