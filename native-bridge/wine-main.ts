import { connect } from 'node:net';
import {
  FrameReader,
  decodeCommand,
  encodeFrameHeader,
  encodeMessage,
  encodeToken,
  type BridgeMessage,
} from '../protocol/index.ts';
import { Bridge } from './bridge.ts';

/** With more than this not sent yet, rows wait where they are. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;

/**
 * The program of Windows Node under Wine: one bridge, on one TCP connection to the host that started it.
 *
 * It ends when the connection ends. Its output goes to files (Wine cannot give Node a pipe), so everything that the
 * host must know goes over the connection.
 */
function main(): void {
  const port = Number(process.env['OVERLOOK_BRIDGE_PORT']);
  const token = process.env['OVERLOOK_BRIDGE_TOKEN'];
  if (!Number.isInteger(port) || token === undefined) {
    console.error('This program is started by Overlook: OVERLOOK_BRIDGE_PORT and OVERLOOK_BRIDGE_TOKEN are missing.');
    process.exit(2);
  }
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const bridge = new Bridge(
    { message: send, lost: () => socket.destroy() },
    {
      threadsDir: import.meta.dirname,
      overlookVersion: process.env['OVERLOOK_VERSION'] ?? 'unknown',
      isBehind: () => socket.writableLength > MOST_WAITING_BYTES,
    },
  );
  function send(message: BridgeMessage): void {
    if (message.kind !== 'batch') return void socket.write(encodeMessage(message));
    const { bytes } = message;
    socket.cork();
    socket.write(encodeFrameHeader('batch', bytes.length));
    socket.write(bytes, () => bridge.recycle(bytes));
    socket.uncork();
  }
  const frames = new FrameReader();
  socket.on('connect', () => {
    socket.write(encodeToken(token));
    bridge.start();
  });
  socket.on('data', (chunk) => {
    for (const frame of frames.push(chunk)) bridge.send(decodeCommand(frame));
  });
  socket.on('error', (error) => console.error(`The connection to the host failed: ${error.message}`));
  // Whoever is in a native call cannot be waited for: the host is gone, and the recording is on its side.
  socket.on('close', () => process.exit(0));
}

main();
