import { useEffect, useState } from 'react';
import { useApp, useSelect, useShown } from '../app-context.ts';
import { momentWords } from '../state/moment-words.ts';

/** A cursor that moves on within this time is not spoken of. */
const SETTLED_MS = 300;

/** The timeline for those who do not see it: said whenever the cursor or the selection has settled. */
export function TimelineWords() {
  const { library } = useApp();
  useShown();
  const now = useSelect((state) => momentWords(state, library.shown?.index));
  const [said, setSaid] = useState('');
  useEffect(() => {
    const settled = setTimeout(() => setSaid(now), SETTLED_MS);
    return () => clearTimeout(settled);
  }, [now]);
  return (
    <div id="timeline-words" className="unseen" role="status" data-testid="timeline-words">
      {said}
    </div>
  );
}
