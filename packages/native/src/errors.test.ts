import { constants } from 'node:os'
import { describe, expect, it } from 'vitest'
import { errnoName, errnoNumber, NativeError, NativeLoadError } from './errors.js'

describe('errors', () => {
  it.each(['EPERM', 'EACCES', 'EAGAIN', 'EMSGSIZE', 'ENETUNREACH', 'EHOSTUNREACH', 'EINVAL', 'ENOBUFS'] as const)(
    'names %s',
    (name) => {
      expect(errnoName(errnoNumber(name))).toBe(name)
      expect(errnoNumber(name)).toBe(constants.errno[name])
    },
  )
  it('has a name for a number without one', () => {
    expect(errnoName(99_999)).toBe('E99999')
  })
  it('carries errno, its name and the system call', () => {
    const error = new NativeError({ errno: errnoNumber('ENODEV'), syscall: 'setsockopt', option: 'SO_BINDTODEVICE' })
    expect(error).toMatchObject({ name: 'NativeError', code: 'ENODEV', syscall: 'setsockopt' })
    expect(error.errno).toBe(constants.errno.ENODEV)
    expect(error.message).toContain('SO_BINDTODEVICE')
  })
  it('keeps all reasons of a failed load', () => {
    const error = new NativeLoadError('ICMP_BINARY_BROKEN', ['one', 'two'], 'the fix')
    expect(error.reasons).toEqual(['one', 'two'])
    expect(error.message).toBe('one\ntwo\nthe fix')
  })
})
