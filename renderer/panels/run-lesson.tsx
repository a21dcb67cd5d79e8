import { useState, type SyntheticEvent } from 'react';
import { programs, type Lesson, type LessonOption } from '../../lessons/index.ts';
import { PayloadField } from './payload-field.tsx';
import { useApp, useSelect } from '../app-context.ts';
import { chosenOptions, chosenPayload, NO_NUMBER } from '../state/chosen-options.ts';
import { selectSessionActive } from '../state/store.ts';

/**
 * Runs a lesson live, with the options that it has. Where that cannot be, it says why and offers what was recorded of it.
 */
export function RunLesson({ name }: { readonly name: string }) {
  const { store, actions } = useApp();
  const winsock = useSelect(({ host }) => host?.winsock);
  const recording = useSelect(({ host }) => host?.recordings.find((one) => one.name === `${name}.ovl`)?.name);
  const isActive = useSelect(selectSessionActive);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const lesson = programs.get(name);
  const canRun = winsock?.available === true && !isActive;
  const run = (paused: boolean) => {
    if (lesson === undefined || !canRun) return;
    const { optionTexts, payloadText } = store.getState();
    const options = chosenOptions(lesson, (option) => optionTexts[`${name} ${option}`]);
    const payload = chosenPayload(payloadText);
    const wrong = [options, payload].find((chosen) => typeof chosen === 'string');
    setProblem(wrong);
    if (typeof options !== 'string' && typeof payload !== 'string') actions.runLesson(name, paused, options, payload);
  };
  return (
    <form
      className="run"
      // The sentence below says more than the browser's own.
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        run(false);
      }}
      onInput={() => setProblem(undefined)}
    >
      <div className="buttons">
        <button type="submit" className="button primary" data-testid="run" disabled={!canRun}>
          Run live
        </button>
        <button
          type="button"
          className="button"
          data-testid="run-stepwise"
          disabled={!canRun}
          onClick={() => run(true)}
        >
          Step through
        </button>
        {recording === undefined ? null : (
          <button type="button" className="button" disabled={isActive} onClick={() => actions.openByName(recording)}>
            Show a recording
          </button>
        )}
      </div>
      {problem === undefined ? null : (
        <p className="warning" role="alert" data-testid="option-problem">
          {problem}
        </p>
      )}
      {lesson?.options === undefined ? null : <Options lesson={lesson} options={lesson.options} />}
      <PayloadField />
      <p className={winsock?.available === false ? 'warning' : 'faint'} data-testid="winsock-text">
        {winsock?.text ?? 'There is no host here, so nothing can be run live. Recordings can be opened from a file.'}
      </p>
    </form>
  );
}

function Options({ lesson, options }: { readonly lesson: Lesson; readonly options: readonly LessonOption[] }) {
  return (
    <div className="options">
      {options.map((option) => (
        <label key={option.name} title={option.means}>
          <span className="mono">{option.name}</span>
          <Field lesson={lesson.name} option={option} />
          <span className="faint">{rangeText(option)}</span>
        </label>
      ))}
    </div>
  );
}

/** Where the most is only there to have an end, it is not worth its room. */
function rangeText(option: LessonOption): string {
  if ('oneOf' in option) return '';
  return option.most >= 1e6 ? `from ${option.least}` : `${option.least} to ${option.most}`;
}

/** The field keeps its text itself: a number field that holds no number has none to give. */
function Field({ lesson, option }: { readonly lesson: string; readonly option: LessonOption }) {
  const { store } = useApp();
  const { name, means, usual } = option;
  const entered = ({ currentTarget: field }: SyntheticEvent<HTMLInputElement | HTMLSelectElement>) =>
    store.getState().setOptionText(lesson, name, field.validity.badInput ? NO_NUMBER : field.value);
  const shared = {
    name,
    'aria-description': means,
    'data-testid': `option-${name}`,
    defaultValue: store.getState().optionTexts[`${lesson} ${name}`] ?? usual,
    onInput: entered,
  };
  if (!('oneOf' in option)) return <input type="number" step={1} min={option.least} max={option.most} {...shared} />;
  return (
    <select {...shared}>
      {option.oneOf.map((word) => (
        <option key={word}>{word}</option>
      ))}
    </select>
  );
}
