import { describe, expect, it } from 'vitest';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { chainOf } from './chain.ts';
import { arrangement } from '../test/arrangement.ts';
import { LANE_KINDS } from './lane-kinds.ts';
import { anchorAt, layOut } from './layout.ts';
import { TraceIndex } from './trace-index.ts';

function chain(drawing: string): string[] {
  const trace = drawnTrace(drawing);
  const [operation] = trace.operations;
  if (operation === undefined) throw new Error('Nothing drawn');
  return chainOf(trace, operation).map(({ from, to }) => {
    const [fromNs, toNs] = [from.ns / 1000, to.ns / 1000];
    return `${from.anchor.kind} ${fromNs} → ${to.anchor.kind} ${toNs}`;
  });
}

describe('chain of an operation', () => {
  it('leads from the call over the completion, the event and the wait to the fetch', () => {
    expect(chain('WSARecv IPC.S..N.F')).toEqual([
      'call 1 → operation 1',
      'operation 3 → event 5',
      'event 5 → call 8',
      'call 10 → operation 10',
    ]);
  });

  it('leads over the queue of the port to the dequeue, which brings the result', () => {
    expect(chain('WSARecv OIPC...D')).toEqual([
      'call 2 → operation 2',
      'operation 4 → queued 4',
      'queued 4 → taken 8',
      'taken 8 → call 8',
      'call 8 → operation 8',
    ]);
  });

  it('leads to the completion routine, which is given the result, and on to the end of the alertable call', () => {
    expect(chain('WSARecv JPC...V.W')).toEqual([
      'call 1 → operation 1',
      'operation 3 → routine 7',
      'routine 9 → call 9.1',
      'routine 7 → operation 7',
    ]);
  });

  it('shows the packet also where the call itself told of the completion', () => {
    expect(chain('WSASend OIMC..D')).toEqual([
      'call 2 → operation 2',
      'operation 3 → queued 3',
      'queued 3 → taken 7',
      'taken 7 → call 7',
      'call 7 → operation 7',
    ]);
  });

  it('goes as far as was observed', () => {
    expect(chain('WSARecv IP')).toEqual(['call 1 → operation 1']);
    expect(chain('WSARecv IPC')).toEqual(['call 1 → operation 1']);
    expect(chain('WSARecv OIPC')).toEqual(['call 2 → operation 2']);
    expect(chain('WSARecv JPC..V')).toEqual([
      'call 1 → operation 1',
      'operation 3 → routine 6',
      'routine 6 → operation 6',
    ]);
  });

  it('has no wait where the call itself told of the completion', () => {
    expect(chain('WSASend IMCF')).toEqual(['call 1 → operation 1', 'call 4 → operation 4']);
  });

  it.each(['WSARecv IPC.S..N.F', 'WSARecv OIPC...D', 'WSARecv JPC...V.W'])(
    'of %s is tied to lanes at both ends',
    (drawing) => {
      const trace = drawnTrace(drawing);
      const layout = layOut(LANE_KINDS, new TraceIndex(trace), arrangement());
      const heights = chainOf(trace, trace.operations.at(0)!).flatMap(({ from, to }) => [
        anchorAt(layout, from.anchor),
        anchorAt(layout, to.anchor),
      ]);
      expect(heights).not.toContain(undefined);
    },
  );
});
