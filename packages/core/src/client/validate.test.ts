import { describe, expect, it } from 'vitest'
import type { IcmpError } from '../errors.js'
import * as validate from './validate.js'

function code(check: () => void): string {
  try {
    check()
    return 'fine'
  } catch (error) {
    return (error as IcmpError).code
  }
}

describe('options', () => {
  it.each([1, 64, 255, undefined])('hop limit %s is fine', (value) => {
    expect(code(() => validate.checkHopLimit(value))).toBe('fine')
  })
  it.each([0, 256, -1, 1.5, Number.NaN, '64' as never])('hop limit %s is not', (value) => {
    expect(code(() => validate.checkHopLimit(value))).toBe('ICMP_INVALID_HOP_LIMIT')
  })
  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '1' as never, 'slow' as never])('interval %s is not', (value) => {
    expect(code(() => validate.checkInterval(value))).toBe('ICMP_INVALID_INTERVAL')
  })
  it.each([0, 0.2, 1000, 'adaptive', 'flood', undefined] as const)('interval %s is fine', (value) => {
    expect(code(() => validate.checkInterval(value))).toBe('fine')
  })
  it.each([0, 1.5, 65_537, -1, Number.NaN, '3' as never])('preload %s is not', (value) => {
    expect(code(() => validate.checkPreload(value))).toBe('ICMP_INVALID_OPTION')
  })
  it.each([1, 65_536, undefined])('preload %s is fine', (value) => {
    expect(code(() => validate.checkPreload(value))).toBe('fine')
  })
  it.each([0, -1, Number.NaN, 2 ** 31])('timeout %s is not', (value) => {
    expect(code(() => validate.checkTimeout(value))).toBe('ICMP_INVALID_TIMEOUT')
  })
  it("don't-fragment is true, false or 'want'", () => {
    for (const value of [true, false, 'want', undefined]) {
      expect(code(() => validate.checkDontFragment(value))).toBe('fine')
    }
    for (const value of ['do', 1, null]) {
      expect(code(() => validate.checkDontFragment(value))).toBe('ICMP_INVALID_OPTION')
    }
  })
  it.each([0, -1, 1.5, 2 ** 31, '1' as never])('send buffer %s is not', (value) => {
    expect(code(() => validate.checkSendBuffer(value))).toBe('ICMP_INVALID_OPTION')
  })
  it('sizes end where a datagram does', () => {
    expect(code(() => validate.checkSize(65_507, validate.MAX_DATA[4]))).toBe('fine')
    expect(code(() => validate.checkSize(65_508, validate.MAX_DATA[4]))).toBe('ICMP_PAYLOAD_TOO_LARGE')
    expect(code(() => validate.checkSize(-1, validate.MAX_DATA[4]))).toBe('ICMP_INVALID_OPTION')
  })
  it('counts are whole or endless', () => {
    expect(code(() => validate.checkCount(Number.POSITIVE_INFINITY))).toBe('fine')
    expect(code(() => validate.checkCount(0))).toBe('ICMP_INVALID_OPTION')
  })
  it('traffic classes are one octet', () => {
    expect(code(() => validate.checkTrafficClass(255))).toBe('fine')
    expect(code(() => validate.checkTrafficClass(256))).toBe('ICMP_INVALID_OPTION')
  })
})
