import { expect, it } from 'vitest';
import { functionRow } from './functions.ts';
import { parseGuid } from './guid.ts';

it('a GUID is three little-endian numbers and eight bytes: WSAID_ACCEPTEX as mswsock.h has it', () => {
  const bytes = [0xf1, 0x7d, 0x36, 0xb5, 0xac, 0xcb, 0xcf, 0x11, 0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92];
  expect([...parseGuid(functionRow('AcceptEx').extension!)]).toEqual(bytes);
});
