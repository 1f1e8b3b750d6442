import { beforeEach, describe, expect, test } from 'vitest';
import { defaultSettings } from '../../../src/domain/settings/settings.ts';
import { modelId } from '../../../src/domain/shared/ids.ts';
import { aModel, at } from '../../builders/domain.ts';
import type { OpenPersistence, Persistence } from './persistence.ts';

/** Reads may lag a change by this much. */
const lagMs = 11_000;

export function settingsStoreContract(open: OpenPersistence): void {
  describe('SettingsStore', () => {
    let persistence: Persistence;

    beforeEach(async () => {
      persistence = await open();
    });

    test('has the defaults at first', async () => {
      expect(await persistence.openSettings().current()).toEqual(defaultSettings);
    });

    test('shows a change at once to who made it, and soon to others', async () => {
      const [mine, theirs] = [persistence.openSettings(), persistence.openSettings()];
      await theirs.current();

      await mine.set('welcomeCredits', 42);
      await mine.set('systemInstruction', 'Be kind.');

      const expected = { ...defaultSettings, welcomeCredits: 42, systemInstruction: 'Be kind.' };
      expect(await mine.current()).toEqual(expected);
      persistence.clock.advance(lagMs);
      expect(await theirs.current()).toEqual(expected);
    });

    test('takes first values for settings that have none', async () => {
      const settings = persistence.openSettings();
      await settings.set('welcomeCredits', 42);

      await settings.seed({ welcomeCredits: 1, contextTokens: 100 });
      await settings.seed({ contextTokens: 200 });
      await settings.seed({});

      expect(await settings.current()).toEqual({
        ...defaultSettings,
        welcomeCredits: 42,
        contextTokens: 100,
      });
    });
  });
}

export function modelCatalogueContract(open: OpenPersistence): void {
  describe('ModelCatalogue', () => {
    let persistence: Persistence;

    beforeEach(async () => {
      persistence = await open();
    });

    const everythingSet = () =>
      aModel({
        title: 'Нано-банан',
        family: 'imagen',
        capabilities: ['image', 'edit'],
        prices: { image: 3, edit: 4 },
        sizeSurcharges: { '4K': 2 },
        aspectRatios: ['1:1', '16:9'],
        imageSizes: ['1K', '4K'],
        maxInputImages: 14,
        costPerMillionTokens: {
          inputUsdMicros: 300_000,
          outputUsdMicros: 2_500_000,
          imageOutputUsdMicros: 30_000_000,
        },
        costPerImageUsdMicros: 40_000,
        fallback: modelId('other'),
        shutdownOn: '2026-08-17',
        enabled: false,
        position: 7,
      });

    test('is empty at first', async () => {
      const catalogue = persistence.openCatalogue();

      expect(await catalogue.all()).toEqual([]);
      expect(await catalogue.find(modelId('none'))).toBeUndefined();
    });

    test('keeps models as they are, in the order of their positions', async () => {
      const catalogue = persistence.openCatalogue();
      const [full, plain] = [everythingSet(), aModel({ position: 1 })];

      await catalogue.seed([full, plain]);

      expect(await catalogue.all()).toEqual([plain, full]);
      expect(await catalogue.find(full.id)).toEqual(full);
    });

    test('seeds what is absent and leaves alone what an admin edited', async () => {
      const catalogue = persistence.openCatalogue();
      const edited = aModel({ prices: { text: 9 } });
      await catalogue.save(edited);
      const added = aModel({ position: 2 });

      await catalogue.seed([{ ...edited, prices: { text: 1 } }, added]);

      expect(await catalogue.all()).toEqual([edited, added]);
    });

    test('seeds nothing from an empty list', async () => {
      const catalogue = persistence.openCatalogue();

      await catalogue.seed([]);

      expect(await catalogue.all()).toEqual([]);
    });

    test('empties what is no longer set when a model is saved', async () => {
      const catalogue = persistence.openCatalogue();
      const full = everythingSet();
      await catalogue.save(full);
      const plain = { ...aModel(), id: full.id };

      await catalogue.save(plain);

      expect(await catalogue.find(full.id)).toEqual(plain);
    });

    test('shows a change at once to who made it, and soon to others', async () => {
      const [mine, theirs] = [persistence.openCatalogue(), persistence.openCatalogue()];
      await theirs.all();
      const model = aModel();

      await mine.save(model);

      expect(await mine.find(model.id)).toEqual(model);
      persistence.clock.advance(lagMs);
      expect(await theirs.find(model.id)).toEqual(model);
    });
  });
}

export function updateInboxContract(open: OpenPersistence): void {
  describe('UpdateInbox', () => {
    let inbox: Persistence['inbox'];

    beforeEach(async () => {
      ({ inbox } = await open());
    });

    const update = (updateId: number, payload: unknown = { update_id: updateId }) => ({
      updateId,
      payload,
    });
    const lease = at(30_000);
    const afterLease = at(30_001);

    test('accepts what it has not seen', async () => {
      expect(await inbox.accept([update(1), update(2)], at(0), lease)).toEqual(new Set([1, 2]));
      expect(await inbox.accept([update(2), update(3)], at(0), lease)).toEqual(new Set([3]));
      expect(await inbox.accept([], at(0), lease)).toEqual(new Set());
    });

    test('accepts an update once though it comes twice in a batch or at a time', async () => {
      expect(await inbox.accept([update(1), update(1)], at(0), lease)).toEqual(new Set([1]));

      const results = await Promise.all(
        Array.from({ length: 5 }, () => inbox.accept([update(2), update(3)], at(0), lease)),
      );

      expect(results.flatMap((ids) => [...ids]).toSorted()).toEqual([2, 3]);
    });

    test('returns the payload as it came, however odd', async () => {
      const payload = {
        update_id: 1,
        message: {
          text: 'NUL \0, half a pair \ud83c, "quotes" \\',
          big: 2 ** 52,
          list: [null, {}],
        },
      };
      await inbox.accept([update(1, payload)], at(0), lease);

      expect(await inbox.reclaim(afterLease, at(60_000), 10)).toEqual([update(1, payload)]);
    });

    test('hands out again what was not handled in time, oldest first', async () => {
      await inbox.accept([update(9)], at(0), lease);
      await inbox.accept([update(3), update(4)], at(1), lease);
      await inbox.accept([update(5)], at(1), at(90_000));
      await inbox.done([4], at(2));

      expect(await inbox.reclaim(lease, at(60_000), 10)).toEqual([]);
      expect(await inbox.reclaim(afterLease, at(60_000), 1)).toEqual([update(9)]);
      expect(await inbox.reclaim(afterLease, at(60_000), 10)).toEqual([update(3)]);
      expect(await inbox.reclaim(afterLease, at(60_000), 10)).toEqual([]);
      expect(await inbox.reclaim(at(60_001), at(70_000), 10)).toEqual([update(9), update(3)]);
    });

    test('hands out an update to one of many', async () => {
      await inbox.accept([update(1), update(2)], at(0), lease);

      const results = await Promise.all(
        Array.from({ length: 5 }, () => inbox.reclaim(afterLease, at(60_000), 10)),
      );

      expect(
        results
          .flat()
          .map(({ updateId }) => updateId)
          .toSorted(),
      ).toEqual([1, 2]);
    });

    test('refuses what was handled until it is pruned', async () => {
      await inbox.accept([update(1), update(2)], at(0), lease);
      await inbox.done([1, 2, 99], at(5));
      await inbox.done([], at(5));

      await inbox.prune(at(5));
      expect(await inbox.accept([update(1)], at(10), lease)).toEqual(new Set());
      await inbox.prune(at(6));
      expect(await inbox.accept([update(1)], at(10), lease)).toEqual(new Set([1]));
    });

    test('never hands out a buried update, nor accepts it again', async () => {
      await inbox.accept([update(1)], at(0), lease);

      await inbox.bury(1, 'TypeError: \0', at(5));

      expect(await inbox.reclaim(afterLease, at(60_000), 10)).toEqual([]);
      await inbox.prune(at(100_000));
      expect(await inbox.accept([update(1)], at(10), lease)).toEqual(new Set());
    });

    test('keeps what is not handled when it prunes', async () => {
      await inbox.accept([update(1)], at(0), lease);

      await inbox.prune(at(100_000));

      expect(await inbox.reclaim(afterLease, at(60_000), 10)).toEqual([update(1)]);
    });
  });
}
