import { lessonTexts } from '../../lessons/index.ts';
import type { Command } from '../command.ts';

export const lessons: Command = {
  name: 'lessons',
  usage: '[--json]',
  does: 'lists the lessons',
  help: ['--json  as one JSON array'],
  options: { json: { type: 'boolean' } },
  words: [0, 0],
  async run(context, _words, { json }) {
    if (json === true) {
      context.print(JSON.stringify(lessonTexts.map(({ name, title, summary }) => ({ name, title, summary }))));
      return 0;
    }
    for (const { name, title, summary } of lessonTexts)
      context.print(`${name.padEnd(15)} ${title}\n${' '.repeat(16)}${summary}`);
    return 0;
  },
};
