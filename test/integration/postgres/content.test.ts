import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDataSource } from '../../../src/adapters/postgres/data-source.ts';
import { EditableTexts } from '../../../src/adapters/telegram/texts/editing/editable-texts.ts';
import { translate } from '../../../src/adapters/telegram/texts/translate.ts';
import { joined } from '../../../src/application/admin/joined-unit-of-work.ts';
import { RefreshContent } from '../../../src/application/content/refresh-content.ts';
import { SaveContent } from '../../../src/application/content/save-content.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import { SendMessageToUser } from '../../../src/application/users/send-message.ts';
import { err } from '../../../src/domain/shared/result.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  empty,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';
import { existingUser } from '../../contract/suites/persistence.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { SequentialIds } from '../../fakes/sequential-ids.ts';

const clock = new ManualClock();
const texts = new EditableTexts();
let database: ConnectedDatabase;
let unitOfWork: UnitOfWork;

beforeAll(async () => {
  database = await connectedDatabase();
});

afterAll(() => database.close());

beforeEach(async () => {
  await empty(database.dataSource);
  ({ unitOfWork } = postgresPersistence(database.dataSource));
});

afterEach(() => {
  texts.use([]);
});

describe('an edited text', () => {
  const edit = { key: 'new-done', language: 'en', text: 'Fresh 🍌\n\n* start' } as const;

  test('reaches another server, and goes again when it is taken back', async () => {
    const logger = new RecordingLogger();
    const other = createDataSource({ url: database.url, poolSize: 1, logger });
    await other.initialize();
    const { content } = postgresPersistence(other).unitOfWork.direct;
    const refresh = new RefreshContent(content, texts, logger);

    await new SaveContent(unitOfWork, texts, clock).execute(edit);
    await refresh.execute();
    expect(translate('en', 'new-done')).toBe(edit.text);

    await unitOfWork.direct.content.remove(edit.key, edit.language);
    await refresh.execute();
    expect(translate('en', 'new-done')).toMatch(/^A clean slate/);
    await other.destroy();
  });

  test('is undone with the transaction that it was part of', async () => {
    const failed = await unitOfWork.run(async (scope) => {
      await new SaveContent(joined(scope), texts, clock).execute(edit);
      return err('the audit log says no');
    });

    expect(failed.ok).toBe(false);
    expect(await unitOfWork.direct.content.all()).toEqual([]);
  });
});

describe('a message to a user', () => {
  test('is one job, however many servers send it at a time', async () => {
    const { id } = await existingUser(unitOfWork);
    const ids = new SequentialIds();
    const command = { userId: id, text: 'Half a 🍌: \ud83c', idempotencyKey: 'same' };

    const results = await Promise.all(
      Array.from({ length: 20 }, () =>
        new SendMessageToUser(unitOfWork, clock, ids).execute(command),
      ),
    );

    expect(results.filter(({ ok }) => ok)).toHaveLength(20);
    expect(new Set(results.map((result) => result.ok && result.value.id)).size).toBe(1);
    const jobs = await unitOfWork.direct.outbox.left(new Date(clock.now().getTime() + 1), 100);
    expect(jobs.map(({ job }) => job)).toMatchObject([
      { type: 'notice.send', addressed: { notice: { text: 'Half a 🍌: \ufffd' } } },
    ]);
  });
});
