/** A GUID's 16 bytes in memory, from its text: three little-endian numbers, then eight bytes. */
export function parseGuid(text: string): Uint8Array {
  const [a = '', b = '', c = '', d = '', e = ''] = text.split('-');
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Number.parseInt(a, 16), true);
  view.setUint16(4, Number.parseInt(b, 16), true);
  view.setUint16(6, Number.parseInt(c, 16), true);
  `${d}${e}`.match(/../g)?.forEach((byte, index) => view.setUint8(8 + index, Number.parseInt(byte, 16)));
  return bytes;
}
