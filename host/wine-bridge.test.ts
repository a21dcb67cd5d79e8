import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeToken, type BridgeMessage } from '../protocol/index.ts';
import { openDoor, type Entered } from './bridge-door.ts';
import { bridgeProgram, until } from './testing/bridge-program.ts';

async function open(script: string) {
  const messages: BridgeMessage[] = [];
  const lost: string[] = [];
  const listener = {
    message: (message: BridgeMessage) => void messages.push(message),
    lost: (why: string) => void lost.push(why),
  };
  return {
    result: await bridgeProgram(mkdtempSync(join(tmpdir(), 'overlook-test-')), script)(
      listener,
      new AbortController().signal,
    ),
    messages,
    lost,
  };
}

describe('a bridge', () => {
  it('that says it is ready is open, however its bytes are cut', async () => {
    const { result, messages } = await open(`
      const s = socket();
      s.on('connect', () => { s.write(Buffer.concat([token, ready.subarray(0, 9)])); setTimeout(() => s.write(ready.subarray(9)), 30); });
      s.on('data', () => {}).on('close', () => process.exit(0));`);
    expect(messages.map(({ kind }) => kind)).toEqual(['ready']);
    if (result.ok) await result.value.close();
    expect(result.ok).toBe(true);
  });

  it('that ends at once is a problem, with what it wrote', async () => {
    const { result } = await open("console.error('a line\\nError: no such module'); process.exit(3);");
    expect(result).toEqual({
      ok: false,
      problem: 'The Winsock bridge ended (code 3). It wrote: “Error: no such module”.',
    });
  });

  it('that connects and then dies is a problem at once', async () => {
    const { result, lost } = await open(
      "const s = socket(); s.on('connect', () => s.write(token, () => process.exit(4)));",
    );
    expect(result).toMatchObject({ ok: false, problem: 'The Winsock bridge ended (code 4).' });
    expect(lost).toEqual([]);
  });

  it('that speaks nonsense is a problem', async () => {
    const { result } = await open(`
      const s = socket();
      s.on('connect', () => s.write(Buffer.concat([token, frame(0, Buffer.from('{"kind":"nonsense"}'))])));
      s.on('data', () => {}).on('close', () => process.exit(0));`);
    expect(result).toMatchObject({ ok: false, problem: expect.stringContaining('not its protocol') as string });
  });

  it('that dies later is lost, once', async () => {
    const { result, lost } = await open(`
      const s = socket();
      s.on('connect', () => { s.write(Buffer.concat([token, ready])); setTimeout(() => process.exit(5), 50); });`);
    expect(result.ok).toBe(true);
    await until(() => lost.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lost).toEqual(['The Winsock bridge ended (code 5).']);
  });

  it('is closed only when its session has ended', async () => {
    const { result, messages, lost } = await open(`
      const s = socket();
      s.on('connect', () => s.write(Buffer.concat([token, ready])));
      s.on('data', (data) => { if (String(data).includes('stop')) setTimeout(() => s.write(ended), 100); });
      s.on('close', () => process.exit(0));`);
    if (!result.ok) throw new Error(result.problem);
    result.value.send({ kind: 'start', program: 'echo', paused: false });
    await result.value.close();
    expect(messages.map(({ kind }) => kind)).toEqual(['ready', 'ended']);
    expect(lost).toEqual([]);
  });
});

describe('the door', () => {
  it('opens for who knows the token, and drops everybody else', async () => {
    const entered: Entered[] = [];
    const door = await openDoor('secret', (one) => void entered.push(one));
    const visit = (bytes: Uint8Array | undefined) => {
      const socket = connect(door.port, '127.0.0.1');
      if (bytes !== undefined) socket.write(bytes);
      return new Promise<string>((resolve) => socket.on('close', () => resolve('dropped')).on('error', () => {}));
    };
    const silent = visit(undefined);
    const strangers = [
      visit(encodeToken('wrong!')),
      visit(Buffer.from('GET / HTTP/1.1\r\n\r\n')),
      visit(new Uint8Array(5000).fill(1)),
    ];
    expect(await Promise.all(strangers)).toEqual(['dropped', 'dropped', 'dropped']);
    expect(entered).toEqual([]);
    void visit(Buffer.concat([encodeToken('secret'), new Uint8Array([7, 0, 0])]));
    await until(() => entered.length === 1);
    expect([...entered[0]!.remainder]).toEqual([7, 0, 0]);
    expect(await silent).toBe('dropped');
    entered[0]!.socket.destroy();
  });
});
