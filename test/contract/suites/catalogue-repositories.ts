import { beforeEach, describe, expect, test } from 'vitest';
import { modelId, packageId } from '../../../src/domain/shared/ids.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import { aModel } from '../../builders/domain.ts';
import { aPackage, stars } from '../../builders/payments.ts';
import { committing, type OpenPersistence, type Persistence } from './persistence.ts';

export function catalogueRepositoriesContract(open: OpenPersistence): void {
  let persistence: Persistence;
  let unitOfWork: Persistence['unitOfWork'];

  beforeEach(async () => {
    persistence = await open();
    ({ unitOfWork } = persistence);
  });

  describe('ModelRepository', () => {
    test('adds and changes models, all together in the order of their positions', async () => {
      const [last, first] = [aModel({ position: 9, fallback: modelId('x') }), aModel()];
      const changed = { ...last, title: 'New', fallback: undefined, shutdownOn: '2027-05-07' };

      await unitOfWork.run(
        committing(async ({ models }) => {
          await models.save(last);
          await models.save(first);
          await models.save(changed);
        }),
      );

      const read = await unitOfWork.run(async ({ models }) => ok(await models.lockAll()));
      expect(read.value).toEqual([first, changed]);
    });

    test('shows the catalogue what was committed as soon as it reloads, and nothing else', async () => {
      const catalogue = persistence.openCatalogue();
      const [kept, dropped] = [aModel(), aModel()];
      await catalogue.all();
      await unitOfWork.run(committing(({ models }) => models.save(kept)));
      await unitOfWork.run(async ({ models }) => {
        await models.save(dropped);
        return err('refused');
      });

      await catalogue.reload();

      expect(await catalogue.all()).toEqual([kept]);
    });

    test('shows each of many that change models at a time what they have changed', async () => {
      const catalogue = persistence.openCatalogue();
      await catalogue.all();
      const add = async () => {
        const model = aModel();
        await unitOfWork.run(committing(({ models }) => models.save(model)));
        await catalogue.reload();
        return catalogue.find(model.id);
      };

      const found = await Promise.all(Array.from({ length: 20 }, add));

      expect(found.filter((model) => model === undefined)).toEqual([]);
    });

    test('lets one at a time look and write', async () => {
      const add = () =>
        unitOfWork.run(async ({ models }) => {
          const position = (await models.lockAll()).length;
          await models.save(aModel({ position }));
          return ok(position);
        });

      const positions = await Promise.all([add(), add(), add(), add()]);

      expect(positions.map(({ value }) => value).toSorted()).toEqual([0, 1, 2, 3]);
    });
  });

  describe('PackageRepository', () => {
    test('adds and changes packages, which the catalogue shows as soon as it reloads', async () => {
      const packages = persistence.openPackages();
      const one = aPackage();
      const changed = { ...one, stars: stars(3), rub: undefined, active: false };
      await packages.all();

      const before = await unitOfWork.run(async (scope) => {
        await scope.packages.save(one);
        const locked = await scope.packages.lock(one.id);
        await scope.packages.save(changed);
        return ok(locked);
      });
      await packages.reload();

      expect(before.value).toEqual(one);
      expect(await packages.all()).toEqual([changed]);
    });

    test('takes back what does not commit', async () => {
      await unitOfWork.run(async ({ packages }) => {
        await packages.save(aPackage());
        return err('refused');
      });

      expect(await persistence.openPackages().all()).toEqual([]);
    });

    test('lets one at a time look and write, also where there was nothing yet', async () => {
      const id = packageId('counted');
      const add = () =>
        unitOfWork.run(async ({ packages }) => {
          const credits = ((await packages.lock(id))?.credits ?? 0) + 1;
          await packages.save(aPackage({ id, credits }));
          return ok();
        });

      await Promise.all([add(), add(), add(), add()]);

      expect(await persistence.openPackages().find(id)).toMatchObject({ credits: 4 });
    });
  });

  describe('SettingsRepository', () => {
    test('knows nothing of what nobody changed', async () => {
      const read = await unitOfWork.run(async ({ settings }) =>
        ok(await settings.lock('welcomeCredits')),
      );

      expect(read.value).toBeUndefined();
    });

    test('keeps numbers and texts, which the store shows as soon as it reloads', async () => {
      const store = persistence.openSettings();
      await store.current();

      await unitOfWork.run(
        committing(async ({ settings }) => {
          await settings.set('welcomeCredits', 1);
          await settings.set('welcomeCredits', 2);
          await settings.set('supportContact', 'Ёлка "🍌"');
        }),
      );
      await store.reload();

      expect(await store.current()).toMatchObject({
        welcomeCredits: 2,
        supportContact: 'Ёлка "🍌"',
      });
    });

    test('lets one at a time look and write, also where there was nothing yet', async () => {
      const add = () =>
        unitOfWork.run(async ({ settings }) => {
          const value = Number((await settings.lock('welcomeCredits')) ?? 0);
          await settings.set('welcomeCredits', value + 1);
          return ok();
        });

      await Promise.all([add(), add(), add(), add()]);

      expect(await persistence.openSettings().current()).toMatchObject({ welcomeCredits: 4 });
    });
  });
}
