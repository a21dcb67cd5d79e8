/** The 16 bytes of an IPv6 address in text (`::1`, `fe80::1`). Throws for what is none. */
export function parseIpv6(text: string): number[] {
  const halves = text.split('::');
  const groups = halves.map((half) => (half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16))));
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  const all = halves.length === 2 ? [...head, ...Array<number>(Math.max(0, missing)).fill(0), ...tail] : head;
  if (halves.length > 2 || all.length !== 8 || all.some((group) => !(group >= 0 && group <= 0xffff))) {
    throw new Error(`${text} is not an IPv6 address.`);
  }
  return all.flatMap((group) => [group >> 8, group & 0xff]);
}
