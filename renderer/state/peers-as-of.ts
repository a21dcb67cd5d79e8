import { objectName, type Operation, type PeerPart, type Trace } from '../../trace/index.ts';

/** Of the transfers of a peer so many are listed. */
const MOST = 40;

/** What the peer socket had done with the bytes of an operation at a moment. */
export interface PeersAsOf {
  /** The name of the peer socket. */
  readonly socket: string;
  readonly lines: readonly { readonly part: PeerPart; readonly what: string; readonly text: string }[];
  /** About what is not in the lines; absent: they are all. */
  readonly rest?: string;
}

/** Undefined: nothing is known of its peer. `operation` may be one as of that moment. */
export function peersAsOf(trace: Trace, operation: Operation, ns: number): PeersAsOf | undefined {
  const bytes = operation.completedAt === undefined || operation.completedAt > ns ? undefined : operation.transferred;
  const found = bytes === undefined ? undefined : trace.peers.of(operation.id, MOST);
  if (found === undefined || bytes === undefined) return undefined;
  const { role, parts, count } = found;
  const known = parts.filter(({ completedAt }) => completedAt <= ns);
  const lines = known.map((part) => ({
    part,
    what: role === 'receives' ? 'receive' : 'send',
    text: `${role === 'receives' ? 'took' : 'sent'} ${rangeText(part, bytes)}`,
  }));
  const rest = restText(bytes, known, known.length === parts.length ? count : known.length, role);
  return { socket: objectName(trace, found.socket), lines, ...(rest === undefined ? {} : { rest }) };
}

function rangeText({ from, to }: PeerPart, bytes: number): string {
  if (from === 0 && to === bytes) return bytes === 1 ? 'its 1 byte' : `all ${bytes} bytes`;
  return to - from === 1 ? `byte ${from}` : `bytes ${from}–${to - 1}`;
}

function restText(bytes: number, known: readonly PeerPart[], count: number, role: string): string | undefined {
  if (count > known.length) return `and ${count - known.length} more ${role}`;
  const left = bytes - (known.at(-1)?.to ?? 0);
  if (left === 0) return undefined;
  const some =
    left === bytes ? (bytes === 1 ? 'Its byte' : `Its ${bytes} bytes`) : `The last ${left} of ${bytes} bytes`;
  const was = left === 1 && bytes === 1 ? 'was' : 'were';
  return role === 'receives'
    ? `${some} ${was} not seen to be received at the cursor.`
    : `${some} ${was} sent by nobody whose call is in this trace.`;
}
