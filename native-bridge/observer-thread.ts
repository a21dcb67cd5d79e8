import { cpus } from 'node:os';
import { workerData } from 'node:worker_threads';
import { Observer } from './observer.ts';
import { enterSession, type ThreadData } from './session-thread.ts';

const parts = enterSession(workerData as ThreadData);
new Observer(parts, cpus().length).run();
parts.recorder.text('thread-ended', '');
