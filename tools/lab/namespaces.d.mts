/** Why no lab can be made here, or undefined. */
export function noLab(): string | undefined
/** Namespaces that the labs of dead processes have left behind. */
export function leftovers(): string[]
export function removeNamespace(name: string): void
