import { constants } from '../winsock/index.ts';

/** An address and port in a sockaddr_in or sockaddr_in6, as text: `127.0.0.1:5001`, `[::1]:5001`. Undefined for others. */
export function endpointText(bytes: Uint8Array): string | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const port = view.getUint16(2, false);
  switch (view.getUint16(0, true)) {
    case constants.addressFamilies.AF_INET:
      return `${bytes.subarray(4, 8).join('.')}:${port}`;
    case constants.addressFamilies.AF_INET6:
      return bytes.length < 28 ? undefined : `[${ipv6Text(bytes.subarray(8, 24))}]:${port}`;
    default:
      return undefined;
  }
}

/** RFC 5952: the longest run of zero groups becomes `::`. */
function ipv6Text(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(index * 2, false).toString(16));
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run);
  const longest = runs.sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return groups.join(':');
  const [before = '', after = ''] = splitOnce(groups.join(':'), longest);
  return `${before}::${after.replace(/^:/, '')}`;
}

function splitOnce(text: string, part: string): [string, string] {
  const at = text.indexOf(part);
  return [text.slice(0, at), text.slice(at + part.length)];
}
