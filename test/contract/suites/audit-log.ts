import { beforeEach, describe, expect, test } from 'vitest';
import { emptyAuditHead } from '../../../src/domain/access/audit.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import { anAuditRow } from '../../builders/access.ts';
import { aName, at } from '../../builders/domain.ts';
import { committing, type OpenPersistence, type Persistence } from './persistence.ts';

export function auditLogContract(open: OpenPersistence): void {
  describe('AuditLog', () => {
    let unitOfWork: Persistence['unitOfWork'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
    });

    test('begins with an empty head', async () => {
      const { auditLog } = unitOfWork.direct;

      expect(await auditLog.lockHead()).toEqual(emptyAuditHead);
      expect(await auditLog.end()).toEqual({ head: emptyAuditHead, lastSeq: 0 });
      expect(await auditLog.read(0, 10)).toEqual([]);
    });

    test('gives rows back as they were added, in order, and moves its head', async () => {
      const first = anAuditRow({ seq: 1, hash: 'a' });
      const odd = anAuditRow({
        seq: 2,
        hash: 'b',
        before: { text: 'NUL \0, half \ud83c, whole 🍌', list: [1.5, null, { a: true }] },
        after: null,
        ip: undefined,
        userAgent: undefined,
        idempotencyKey: undefined,
        actor: { kind: 'nobody', id: '', name: 'a stranger 🍌' },
      });

      await unitOfWork.run(
        committing(async ({ auditLog }) => {
          await auditLog.append(first);
          expect(await auditLog.lockHead()).toEqual({ seq: 1, hash: 'a' });
          await auditLog.append(odd);
        }),
      );

      const { auditLog } = unitOfWork.direct;
      expect(await auditLog.read(0, 10)).toEqual([first, odd]);
      expect(await auditLog.read(0, 1)).toEqual([first]);
      expect(await auditLog.read(1, 10)).toEqual([odd]);
      expect(await auditLog.end()).toEqual({ head: { seq: 2, hash: 'b' }, lastSeq: 2 });
    });

    test('moves its head back when the transaction fails', async () => {
      await unitOfWork.run(async ({ auditLog }) => {
        await auditLog.append(anAuditRow({ seq: 1 }));
        return err({ kind: 'refused' as const });
      });

      expect(await unitOfWork.direct.auditLog.end()).toEqual({ head: emptyAuditHead, lastSeq: 0 });
    });

    test('hands its head to one transaction at a time', async () => {
      const append = () =>
        unitOfWork.run(async ({ auditLog }) => {
          const { seq } = await auditLog.lockHead();
          await auditLog.append(anAuditRow({ seq: seq + 1, hash: String(seq + 1) }));
          return ok(seq + 1);
        });

      const results = await Promise.all(Array.from({ length: 20 }, append));

      const seqs = Array.from({ length: 20 }, (_, index) => index + 1);
      expect(
        results.map((result) => (result.ok ? result.value : 0)).toSorted((a, b) => a - b),
      ).toEqual(seqs);
      const rows = await unitOfWork.direct.auditLog.read(0, 100);
      expect(rows.map(({ seq }) => seq)).toEqual(seqs);
    });
  });
}

export function actionJournalContract(open: OpenPersistence): void {
  describe('ActionJournal', () => {
    let unitOfWork: Persistence['unitOfWork'];

    const anAction = (fields: { readonly id?: string; readonly key?: string } = {}) => ({
      actor: { kind: 'admin' as const, id: fields.id ?? 'a' },
      key: fields.key ?? aName(),
      action: 'user.ban',
      inputHash: 'hash',
      at: at(0),
    });

    beforeEach(async () => {
      ({ unitOfWork } = await open());
    });

    test('tells whoever repeats a key what was done under it', async () => {
      const action = anAction();

      await unitOfWork.run(
        committing(async ({ actionJournal }) => {
          expect(await actionJournal.take(action)).toBeUndefined();
          await actionJournal.keep(action, { list: [1, 'two'], nothing: null });
        }),
      );

      const repeated = { ...action, action: 'other', inputHash: 'other', at: at(5) };
      expect(await unitOfWork.direct.actionJournal.take(repeated)).toEqual({
        action: 'user.ban',
        inputHash: 'hash',
        result: { list: [1, 'two'], nothing: null },
      });
    });

    test('lets two actors use the same key', async () => {
      const { actionJournal } = unitOfWork.direct;

      expect(await actionJournal.take(anAction({ id: 'a', key: 'k' }))).toBeUndefined();
      expect(await actionJournal.take(anAction({ id: 'b', key: 'k' }))).toBeUndefined();
      const program = {
        ...anAction({ id: 'a', key: 'k' }),
        actor: { kind: 'api_key' as const, id: 'a' },
      };
      expect(await actionJournal.take(program)).toBeUndefined();
    });

    test('frees the key when the transaction fails', async () => {
      const action = anAction();
      await unitOfWork.run(async ({ actionJournal }) => {
        await actionJournal.take(action);
        return err({ kind: 'refused' as const });
      });

      expect(await unitOfWork.direct.actionJournal.take(action)).toBeUndefined();
    });

    test('lets one of many take a key while the others wait for its result', async () => {
      const action = anAction();
      const once = (result: number) =>
        unitOfWork.run(async ({ actionJournal }) => {
          const kept = await actionJournal.take(action);
          if (kept !== undefined) {
            return ok(kept.result);
          }
          await actionJournal.keep(action, result);
          return ok(result);
        });

      const results = await Promise.all([1, 2, 3, 4, 5].map(once));

      const values = results.map((result) => (result.ok ? result.value : undefined));
      expect(new Set(values).size).toBe(1);
    });

    test('forgets old keys', async () => {
      const { actionJournal } = unitOfWork.direct;
      const [old, young] = [
        { ...anAction(), at: at(0) },
        { ...anAction(), at: at(10) },
      ];
      await actionJournal.take(old);
      await actionJournal.take(young);

      await actionJournal.prune(at(10));

      expect(await actionJournal.take(old)).toBeUndefined();
      expect(await actionJournal.take(young)).toBeDefined();
    });
  });
}
