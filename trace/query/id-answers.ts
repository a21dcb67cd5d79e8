import { IdIndex } from '../store/id-index.ts';
import { IndexList } from '../store/index-list.ts';

const NO_CHANGES = new IndexList();

/** What a condition says of ids (sockets, threads, errors): each is asked about once, and looked up by number afterwards. */
export class IdAnswers {
  private readonly answers = new IdIndex();
  private seen: number;

  /** `changes`: ids of which the answer may be another one from then on, as they come. */
  constructor(
    private readonly ask: (id: number) => number,
    private readonly changes: IndexList = NO_CHANGES,
  ) {
    this.seen = changes.length;
  }

  of(id: number): number {
    const known = this.answers.get(id);
    if (known !== undefined) return known;
    const answer = this.ask(id);
    this.answers.set(id, answer);
    return answer;
  }

  /** Asks again about what has changed; true when an answer that was given is another one now. */
  hasChanged(): boolean {
    let changed = false;
    for (; this.seen < this.changes.length; this.seen++) {
      const id = this.changes.at(this.seen)!;
      const before = this.answers.get(id);
      if (before === undefined) continue;
      const now = this.ask(id);
      if (now === before) continue;
      this.answers.set(id, now);
      changed = true;
    }
    return changed;
  }
}
