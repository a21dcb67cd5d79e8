import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { appendFooter } from '../../host/append-footer.ts';
import { generate } from './generate.ts';

/**
 * Writes a made-up recording and, beside it, what it holds; nothing when both are there.
 *
 *     node write.cjs <operations> <seed> <pace> <file.ovl>
 */
const [operations = '', seed = '', pace = '', file = ''] = process.argv.slice(2);
const summary = `${file}.json`;

if (!existsSync(summary)) {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.part`;
  const descriptor = openSync(unfinished, 'w');
  const options = { operations: Number(operations), seed: Number(seed), pace: Number(pace) };
  const generated = generate(options, (message) => {
    for (let written = 0; written < message.length;) written += writeSync(descriptor, message, written);
  });
  closeSync(descriptor);
  // As every long recording gets one at its end.
  appendFooter(unfinished);
  renameSync(unfinished, file);
  writeFileSync(summary, JSON.stringify(generated));
}
