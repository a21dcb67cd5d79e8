import { describe, expect, it } from 'vitest';
import { indicationsOf, packetPortAt } from './indications.ts';
import { meaningOf } from './meaning.ts';
import { drawnTrace } from './testing/drawn-trace.ts';

const meaning = (drawing: string) => {
  const trace = drawnTrace(drawing);
  return meaningOf(trace, trace.operations.at(0)!);
};

describe('what became of an operation', () => {
  it('is a sentence', () => {
    expect(meaning('WSARecv I')).toBe('The call has not returned.');
    expect(meaning('WSARecv IP')).toContain('belong to Windows until then');
    expect(meaning('WSARecv IPC.N')).toContain('nobody has fetched');
    expect(meaning('WSARecv IE')).toContain('WSAECONNRESET (10054)');
    expect(meaning('WSARecv IP.R')).toContain('The peer reset the connection.');
    expect(meaning('WSARecv IP.....L')).toContain('never seen to complete');
  });

  it.each([
    ['an event', 'WSARecv IP', 'Then its event is signaled.'],
    ['a port', 'WSARecv OIP', 'Then a packet is queued at its completion port.'],
    ['an event that keeps the packet off its port', 'WSARecv OGP', 'Then its event is signaled.'],
    ['a routine', 'WSARecv JP', 'runs as soon as the thread waits alertably.'],
  ])('says how the program will be told: by %s', (_, drawing, words) => {
    expect(meaning(drawing)).toContain(words);
  });

  it.each([
    ['an event', 'WSARecv IPC', 'A wait for its event will tell, or a look.'],
    ['a port', 'WSARecv OIPC', 'Its packet waits in the completion port until a thread takes it.'],
    ['a routine', 'WSARecv JPC', 'Its completion routine runs when its thread waits alertably.'],
  ])('says what it waits for while nobody knows: %s', (_, drawing, words) => {
    expect(meaning(drawing)).toBe(`It has completed, and nobody knows yet. ${words}`);
  });

  it.each([
    ['an event', 'WSARecv IPC.N.F', 'the program has fetched the result.'],
    ['a port', 'WSARecv OIPC.D', 'its packet brought the result'],
    ['a routine', 'WSARecv JPC.VW', 'its completion routine was given the result.'],
  ])('says what brought the result: %s', (_, drawing, words) => {
    expect(meaning(drawing)).toContain(words);
  });

  it.each([
    ['an event', 'WSASend IM', 'The event is signaled all the same, as for a pending operation.'],
    ['a port', 'WSASend OIM', 'A packet is queued all the same, as for a pending operation.'],
    [
      'an event that keeps the packet off its port',
      'WSASend OGM',
      'No packet follows: the low bit of hEvent is set. The event is signaled all the same, as for a pending operation.',
    ],
    ['a routine', 'WSASend JM', 'Its completion routine runs all the same, as for a pending operation.'],
  ])('says what follows a completion within the call: %s', (_, drawing, words) => {
    expect(meaning(drawing)).toBe(`It completed within the call. ${words}`);
  });

  it('promises no packet in skip mode, where the call has completed at once', () => {
    const trace = drawnTrace('WSASend OIM.IP');
    trace.objects.get(201)!.notificationModes = 1;
    const [immediate, pending] = trace.operations;
    expect(meaningOf(trace, immediate!)).toBe(
      'It completed within the call. No packet follows: FILE_SKIP_COMPLETION_PORT_ON_SUCCESS is set for its socket.',
    );
    expect(meaningOf(trace, pending!)).toContain('Then a packet is queued');
    expect([0, 1].map((place) => packetPortAt(trace, place))).toEqual([0, 301]);
  });
});

describe('how a completion is indicated', () => {
  const of = (drawing: string) => {
    const trace = drawnTrace(drawing);
    return indicationsOf(trace, trace.operations.at(0)!);
  };
  it('follows from the call, the WSAOVERLAPPED and the socket', () => {
    expect(of('WSARecv IP')).toEqual({ event: 101, port: 0, routine: false });
    expect(of('WSARecv OIP')).toEqual({ event: 0, port: 301, routine: false });
    expect(of('WSARecv OGP')).toEqual({ event: 101, port: 301, keptOff: 'hEvent', routine: false });
    expect(of('WSARecv JP')).toEqual({ event: 0, port: 0, routine: true });
  });

  it('is no packet where the call failed, unless one came all the same', () => {
    const port = (drawing: string) => {
      const trace = drawnTrace(drawing);
      return packetPortAt(trace, 0);
    };
    expect(port('WSARecv OIE')).toBe(0);
    expect(port('WSARecv OIE.D')).toBe(301);
    expect(port('WSARecv IPC')).toBe(0);
  });

  it('is no packet where the socket came to its port only later', () => {
    const trace = drawnTrace('WSARecv IPC.N.F.O.IPC');
    expect([0, 1].map((place) => packetPortAt(trace, place))).toEqual([0, 301]);
  });

  it('is a packet where the skip mode was set only later', () => {
    const trace = drawnTrace('WSASend OIM.D.IM');
    Object.assign(trace.objects.get(201)!, { notificationModes: 1, modesSetAt: 5000 });
    expect(trace.operations.map((operation) => indicationsOf(trace, operation).keptOff)).toEqual([undefined, 'mode']);
  });
});
