import { z } from 'zod';

/** What the page tells Electron's main process whenever it changes: for the taskbar, the title bar and messages. */
export const windowNews = z.object({
  /** The name of the file that is being read and how much of it has been, from 0 to 1; null: none is being read. */
  reading: z.object({ name: z.string().max(1000), part: z.number().min(0).max(1) }).nullable(),
  /** What the person chose; `system`: as the system has it. */
  theme: z.enum(['system', 'dark', 'light']),
});
export type WindowNews = z.infer<typeof windowNews>;
