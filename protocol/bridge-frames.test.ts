import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../trace/testing/random-numbers.ts';
import type { BridgeMessage } from './bridge.ts';
import {
  FrameReader,
  decodeCommand,
  decodeMessage,
  encodeCommand,
  encodeFrame,
  encodeMessage,
  encodeToken,
} from './bridge-frames.ts';

const messages: BridgeMessage[] = [
  { kind: 'state', state: 'running' },
  { kind: 'schema', bytes: new Uint8Array([1, 2, 3]) },
  { kind: 'batch', bytes: new Uint8Array(70_000).fill(7) },
  { kind: 'batch', bytes: new Uint8Array(0) },
  { kind: 'ended', reason: 'failed', text: 'the thread “sender” …' },
];

describe('frames', () => {
  for (const seed of [1, 2, 3]) {
    it(`come out whole however the bytes are cut (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const bytes = Buffer.concat(messages.map(encodeMessage));
      const reader = new FrameReader();
      const got: BridgeMessage[] = [];
      for (let at = 0; at < bytes.length;) {
        const next = at + 1 + Math.floor(random() ** 3 * 20_000);
        got.push(...Array.from(reader.push(Uint8Array.from(bytes.subarray(at, next))), decodeMessage));
        at = next;
      }
      expect(got).toEqual(messages);
    });
  }

  it('carry a token and commands', () => {
    const [frame] = new FrameReader().push(encodeToken('secret'));
    expect([frame?.kind, new TextDecoder().decode(frame?.bytes)]).toEqual(['token', 'secret']);
    const command = { kind: 'control', action: 'step' } as const;
    expect(Array.from(new FrameReader().push(encodeCommand(command)), decodeCommand)).toEqual([command]);
  });

  it('are refused when the other side does not speak the protocol', () => {
    expect(() => [...new FrameReader().push(new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'))]).toThrow(
      'Not a frame',
    );
  });

  it('that were whole count, whatever comes behind them', () => {
    const got: BridgeMessage[] = [];
    const bytes = Uint8Array.from(
      Buffer.concat([...messages.map(encodeMessage), Buffer.from('GET / HTTP/1.1\r\n\r\n')]),
    );
    expect(() => {
      for (const frame of new FrameReader().push(bytes)) got.push(decodeMessage(frame));
    }).toThrow('Not a frame');
    expect(got).toEqual(messages);
  });

  it('with content that is no message are refused', () => {
    const json = (value: unknown) => {
      const [frame] = new FrameReader().push(encodeFrame('json', new TextEncoder().encode(JSON.stringify(value))));
      return frame!;
    };
    for (const value of [null, {}, { kind: 'ready' }, { kind: 'state', state: 'flying' }]) {
      expect(() => decodeMessage(json(value))).toThrow('Invalid');
      expect(() => decodeCommand(json(value))).toThrow('Invalid');
    }
  });
});
