import { describe, expect, it } from 'vitest';
import { drawnTrace } from '../../trace/testing/drawn-trace.ts';
import { compare } from './compare.ts';
import { readWineLog } from './wine-log.ts';

/** A log as Wine 8 writes it. The drawn trace has thread 1002, socket 808 and a WSAOVERLAPPED at 0x10040 on line 2, and so on. */
const line = (tid: number, name: string, text: string) => `8490.100:0${tid.toString(16)}:trace:winsock:${name} ${text}`;
const entered = (n: number, name: string) =>
  line(
    1000 + n,
    name,
    `socket 0x${((200 + n) * 4).toString(16)}, buffers 05980, flags 0, overlapped 00000000000100${(n * 32).toString(16)}, completion 0`,
  );

// Threads 1 and 2 are the bridge's own and the observer.
const drawing = 'WSARecv ...\nWSARecv ...\nWSARecv IP.A.C.N.F.X\nWSASend IM.C..F.X';
const log = [
  entered(3, 'WS2_recv_base'),
  entered(4, 'WS2_sendto'),
  line(1003, 'WS2_recv_base', 'status 0x103.'),
  line(1004, 'WS2_sendto', 'status 0.'),
  line(1003, 'sock_ioctl', 'status 0xc00000bb.'),
  entered(3, 'WSAGetOverlappedResult'),
  entered(3, 'WSAGetOverlappedResult').replace('8490.100', '8490.300'),
  line(1003, 'WSAGetOverlappedResult', 'status 0.'),
  entered(4, 'WSAGetOverlappedResult'),
  line(1004, 'WSAGetOverlappedResult', 'status 0.'),
];
const agreement = (lines: readonly string[]) => compare(drawnTrace(drawing), readWineLog(lines.join('\n')));

describe('a trace and Wine’s log of the same calls', () => {
  it('agree when every call is in both, in its order', () => {
    expect(agreement(log)).toEqual({ matched: 5, onlyInLog: [], onlyInTrace: [] });
  });

  it('disagree when the trace has a call that nobody made', () => {
    const { matched, onlyInTrace } = agreement(log.slice(0, -2));
    expect([matched, onlyInTrace]).toEqual([4, ['thread 1004, call 2: fetch on socket 816, WSAOVERLAPPED 0x10080: 0']]);
  });

  it('go on together behind a call that one of them lacks', () => {
    const first = agreement([...log.slice(1, 2), ...log.slice(3)]);
    expect(first).toEqual({
      matched: 4,
      onlyInLog: [],
      onlyInTrace: ['thread 1003, call 1: receive on socket 812, WSAOVERLAPPED 0x10060: 997'],
    });
    const strange = line(1003, 'WS2_sendto', 'socket 0xd0, buffers 0, overlapped 0000000004E39CA0');
    expect(agreement([strange, ...log])).toMatchObject({
      matched: 5,
      onlyInLog: [expect.any(String)],
      onlyInTrace: [],
    });
  });

  it('disagree about another result, another address or another thread', () => {
    const changed = [
      log.map((one) => one.replace('status 0x103.', 'status 0.')),
      log.map((one) => one.replace('10060', '10061')),
      log.map((one) => one.replace(':03ec:', ':03ed:')),
    ];
    for (const lines of changed) expect(agreement(lines).onlyInTrace.length).toBeGreaterThan(0);
  });

  it('do not count the calls of others: Node’s own sockets live on threads that perform no program', () => {
    const own = [
      line(500, 'WS2_sendto', 'socket 0xd0, buffers 0, overlapped 0000000004E39CA0'),
      line(500, 'WS2_sendto', 'status 0.'),
    ];
    expect(agreement([...own, ...log])).toMatchObject({ matched: 5, onlyInLog: [] });
    const strange = line(1003, 'WS2_sendto', 'socket 0xd0, buffers 0, overlapped 0000000004E39CA0');
    expect(agreement([...log, strange]).onlyInLog).toHaveLength(1);
  });

  it('agree although completions interrupted the log: lines torn, written twice, without an end', () => {
    const fetch = log[5]!;
    const [head, rest] = [fetch.slice(0, fetch.indexOf('socket')), fetch.slice(fetch.indexOf('socket'))];
    const interrupted = line(1003, 'async_recv_proc', 'got status 0, 0x15 bytes read');
    const torn = [...log.slice(0, 5), `${head}0x101`, interrupted, rest, ...log.slice(6)];
    const twice = [...log.slice(0, 6), '0x101', interrupted, interrupted, fetch, ...log.slice(6)];
    const partly = [...log.slice(0, 6), '0x101', interrupted, ' 0000000000010060, transfer 0', ...log.slice(6)];
    const twiceAtOnce = [...log.slice(0, 6), fetch, '0x101', interrupted, ...log.slice(6)];
    const glued = [...log.slice(0, 6), `${line(1004, 'async_recv_proc', 'got status 0')}${log[6]!}`, ...log.slice(7)];
    for (const lines of [torn, twice, twiceAtOnce, partly, glued]) {
      expect(agreement(lines)).toEqual({ matched: 5, onlyInLog: [], onlyInTrace: [] });
    }
    // Without an interruption it was called twice.
    expect(agreement([...log.slice(0, 6), fetch, ...log.slice(6)]).onlyInLog.length).toBeGreaterThan(0);
  });

  it('a fetch that waits may end in any way when the log says nothing of it', () => {
    const waiting = log.map((one) => one.replace(/(WSAGetOverlappedResult .*)completion 0/, '$1wait 1, completion 0'));
    const silent = waiting.filter((one) => !/WSAGetOverlappedResult status/.test(one));
    expect(agreement(silent)).toEqual({ matched: 5, onlyInLog: [], onlyInTrace: [] });
    expect(agreement(log.filter((one) => !/WSAGetOverlappedResult status/.test(one))).onlyInTrace).toHaveLength(2);
  });

  it('know AcceptEx by its listening socket', () => {
    const text = 'listener 0x324, acceptor 0x330, dest 0, recv_len 64, overlapped 0000000000010020';
    const lines = [line(1001, 'WS2_AcceptEx', text), line(1001, 'WS2_AcceptEx', 'status 0x103.')];
    expect(readWineLog(lines.join('\n'))).toMatchObject([{ kind: 'accept', socket: 0x324, status: 0x103 }]);
  });
});
