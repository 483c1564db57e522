/** A number as C's `%g` writes a float: six significant digits, no trailing zeros. */
export function formatG(value: number): string {
  const single = Math.fround(value)
  if (single === 0) return '0'
  const [mantissa, power] = single.toExponential(5).split('e') as [string, string]
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 6) return trim(single.toFixed(5 - exponent))
  const sign = exponent < 0 ? '-' : '+'
  return `${trim(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function trim(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
}
