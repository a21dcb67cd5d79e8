import type { Library } from '../state/library.ts';
import type { OverlookStore } from '../state/store.ts';

/** Gives the person what is shown as a file. Ends when the download has begun, or cannot. */
export async function saveShown(store: OverlookStore, library: Library): Promise<void> {
  const recording = library.shown;
  const { setProblem, setProgress } = store.getState();
  if (recording?.trace === undefined) {
    return setProblem('There is nothing to save yet: run a lesson or open a recording.');
  }
  const name = recording.fileName;
  let isWanted = true;
  const onCancel = () => {
    isWanted = false;
    setProgress(undefined);
  };
  const tell = (part: number) => {
    if (isWanted) setProgress(part < 1 ? { part, sentence: `${name} is being saved.`, onCancel } : undefined);
    return isWanted;
  };
  let blob: Blob | undefined;
  try {
    blob = await recording.toBlob(tell);
  } catch (error) {
    onCancel();
    setProblem(`${name} cannot be saved: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (blob === undefined) return;
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken what it needs by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
