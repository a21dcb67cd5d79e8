import { useApp } from '../app-context.ts';
import { NO_NUMBER } from '../state/chosen-options.ts';
import { MOST_PAYLOAD_BYTES } from '../../trace/index.ts';

/** How many bytes of each buffer the next session records. It holds for every lesson, until the window is closed. */
export function PayloadField() {
  const { store } = useApp();
  const means = 'bytes of each buffer to record: what is sent and received can be seen then, and is in the recording';
  return (
    <div className="options">
      <label title={means}>
        <span className="mono">payload</span>
        <input
          type="number"
          name="payload"
          step={1}
          min={0}
          max={MOST_PAYLOAD_BYTES}
          aria-description={means}
          data-testid="option-payload"
          defaultValue={store.getState().payloadText}
          onInput={({ currentTarget: field }) =>
            store.getState().setPayloadText(field.validity.badInput ? NO_NUMBER : field.value)
          }
        />
        <span className="faint">bytes of each buffer</span>
      </label>
    </div>
  );
}
