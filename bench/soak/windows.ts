import { writeFileSync } from 'node:fs';
import { RecordingFile } from '../../host/recording-file.ts';
import { Session } from '../../host/session.ts';
import { Bridge } from '../../native-bridge/bridge.ts';
import { BatchDecoder, parseBalance, payloadOf, kindNumber } from '../../trace/index.ts';

/**
 * Runs in Windows Node, with --expose-gc: one session of many operations, recorded into a file as the host does it, and
 * what memory it took on the way. Writes one JSON object into the result file.
 *
 *     node --expose-gc soak-windows.cjs <operations> <recording> <result file> <folder of the threads>
 */
const [wanted = '', recordingFile = '', resultFile = '', threadsDir = ''] = process.argv.slice(2);
const operations = Number(wanted);
/** Where memory is looked at, as parts of the whole, while all threads are there: between the first and the last it must be flat. */
const LOOKS = [0.2, 0.4, 0.6, 0.8, 0.99];

interface Look {
  readonly operations: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

async function main(): Promise<void> {
  const recording = RecordingFile.create(recordingFile);
  if (!recording.ok) throw new Error(recording.problem);
  const looks: Look[] = [];
  let decoder: BatchDecoder | undefined;
  let balance: ReturnType<typeof parseBalance>;
  let rows = 0;
  let lostRows = 0;
  let seen = 0;
  const look = () => {
    gc!();
    const { rss, heapUsed, external } = process.memoryUsage();
    looks.push({ operations: seen, rss, heapUsed, external });
  };
  const running: { session?: Session } = {};
  const bridge = new Bridge(
    {
      message: (message) => {
        running.session?.take(message);
        if (message.kind === 'schema') decoder = new BatchDecoder(message.bytes);
        if (message.kind !== 'batch') return;
        const batch = decoder!.decode(message.bytes)!;
        rows += batch.length;
        const { operation: numbers, kind: kinds, value: values } = batch.columns;
        for (let row = 0; row < numbers.length; row++) {
          if (numbers[row]! > seen) seen = numbers[row]!;
          if (kinds[row] === kindNumber('gap')) lostRows += values[row]!;
          if (kinds[row] === kindNumber('balance')) {
            balance = parseBalance(new TextDecoder().decode(payloadOf(batch, row)));
          }
        }
        while (looks.length < LOOKS.length && seen >= operations * LOOKS[looks.length]!) look();
      },
      lost: (why) => running.session?.lost(why),
    },
    { threadsDir, overlookVersion: 'soak' },
  );
  const options = { connections: 16, model: 'port', threads: 1, seconds: 3600, operations };
  running.session = new Session('load', options, recording.value, bridge, { recorded: () => {}, changed: () => {} });
  const begin = performance.now();
  running.session.start();
  await running.session.ended;
  const seconds = (performance.now() - begin) / 1000;
  const { state, text } = running.session;
  const bytes = recording.value.bytes;
  recording.value.close();
  writeFileSync(resultFile, JSON.stringify({ state, text, balance, rows, lostRows, bytes, seconds, looks }));
  process.exit(0);
}

void main();
