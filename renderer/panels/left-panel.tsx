import { useSelect } from '../app-context.ts';
import { LessonsPanel } from './lessons-panel.tsx';
import { RecordingsPanel } from './recordings-panel.tsx';

export function LeftPanel() {
  const mode = useSelect((state) => state.mode);
  return (
    <aside
      className={mode === 'lessons' ? 'side is-split' : 'side'}
      aria-label={mode === 'lessons' ? 'Lessons' : 'Recordings'}
    >
      {mode === 'lessons' ? <LessonsPanel /> : <RecordingsPanel />}
    </aside>
  );
}
