import { cpus } from 'node:os';
import { workerData } from 'node:worker_threads';
import { Observer } from './observer.ts';
import { joinSession, type ThreadData } from './session-thread.ts';

const data = workerData as ThreadData;
const parts = joinSession(data);
parts.control.waitForAll(data.threads);
new Observer(parts, cpus().length).run();
parts.recorder.text('thread-ended', '');
