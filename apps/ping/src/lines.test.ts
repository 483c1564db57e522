import { describe, expect, it } from 'vitest'
import { Lines } from './lines.js'
import { Names } from './names.js'

describe('lines', () => {
  it('come in the order in which they were said, though some wait', async () => {
    let text = ''
    const lines = new Lines({
      write: (part) => {
        text += part
      },
    })
    let release = (_line: string): void => {}
    lines.say('1\n')
    lines.say(
      new Promise<string>((resolve) => {
        release = resolve
      }),
    )
    lines.say('3\n')
    expect(text).toBe('1\n')
    release('2\n')
    await lines.flushed()
    expect(text).toBe('1\n2\n3\n')
    lines.say('4\n')
    expect(text).toBe('1\n2\n3\n4\n')
  })
})

describe('names', () => {
  it('are asked for once, and stand before the address', async () => {
    const asked: string[] = []
    const names = new Names(false, async (address) => {
      asked.push(address)
      return address === '192.0.2.1' ? 'one.example' : undefined
    })
    expect(await names.of('192.0.2.1')).toBe('one.example (192.0.2.1)')
    expect(names.of('192.0.2.1')).toBe('one.example (192.0.2.1)')
    expect(await names.of('192.0.2.2')).toBe('192.0.2.2')
    expect(asked).toEqual(['192.0.2.1', '192.0.2.2'])
  })

  it('are not asked for with -n', () => {
    const names = new Names(true, () => Promise.reject(new Error('asked')))
    expect(names.of('192.0.2.1')).toBe('192.0.2.1')
  })

  it('that nobody tells are given up when it has to be over', async () => {
    const names = new Names(false, () => new Promise(() => {}))
    const name = names.of('192.0.2.1')
    names.stop()
    expect(await name).toBe('192.0.2.1')
  })
})
