// A thread that writes the footer of one recording, and ends.
import { workerData } from 'node:worker_threads';
import type { FooterWork } from './footer-maker.ts';
import { appendFooter } from './append-footer.ts';

// A recording without a footer is whole: it only opens more slowly.
appendFooter((workerData as FooterWork).path);
