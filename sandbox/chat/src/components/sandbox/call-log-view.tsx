import { useState } from 'react';
import type { CallLog, LoggedCall } from '../../api/model.ts';
import { telegramControl } from '../../api/telegram-control.ts';
import { t } from '../../text/dictionary.ts';
import { preciseClock } from '../../text/when.ts';
import { usePolling } from './use-polling.ts';

const SHOWN_CALLS = 60;
/** Polling for updates would bury everything else. */
const NOISE: ReadonlySet<string> = new Set(['getUpdates']);

const NOTHING: CallLog = { calls: [], total: 0, totalViolations: 0, byMethod: {} };

/** The bot's latest Bot API calls, newest first. */
export function CallLogView() {
  const [log, setLog] = useState(NOTHING);
  const [violationsOnly, setViolationsOnly] = useState(false);
  usePolling(async () => setLog(await telegramControl.calls({ limit: 300 })));
  const calls = log.calls
    .filter((call) => !NOISE.has(call.method) || call.violations.length > 0)
    .filter((call) => !violationsOnly || call.violations.length > 0)
    .slice(-SHOWN_CALLS)
    .reverse();
  return (
    <section className="drawer-section calls">
      <h3>
        {t.calls}
        {log.totalViolations > 0 && (
          <span className="calls-violations">
            {log.totalViolations} {t.violations}
          </span>
        )}
      </h3>
      <label className="switch">
        <span>{t.violationsOnly}</span>
        <input
          type="checkbox"
          checked={violationsOnly}
          onChange={(event) => setViolationsOnly(event.target.checked)}
        />
      </label>
      {calls.length === 0 && <p className="calls-none">{t.callsNone}</p>}
      <ol className="call-list">
        {calls.map((call) => (
          <CallLine key={call.seq} call={call} />
        ))}
      </ol>
    </section>
  );
}

function CallLine({ call }: { call: LoggedCall }) {
  const isBad = call.violations.length > 0;
  return (
    <li className={isBad ? 'call call-bad' : 'call'}>
      <details>
        <summary>
          <b>{call.method}</b>
          <span className={call.status === 200 ? 'call-status' : 'call-status call-failed'}>
            {call.status}
          </span>
          <time>{preciseClock(call.atMs)}</time>
          {call.error !== undefined && <small>{call.error}</small>}
        </summary>
        {isBad && (
          <ul className="call-violations">
            {call.violations.map((violation) => (
              <li key={violation}>{violation}</li>
            ))}
          </ul>
        )}
        <pre>{JSON.stringify(call.params, null, 2)}</pre>
      </details>
    </li>
  );
}
