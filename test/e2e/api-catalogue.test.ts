import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from './harness/api.ts';
import { until } from './harness/product.ts';
import { World } from './harness/world.ts';

const password = 'correct horse battery';

let world: World;
let owner: ApiClient;

beforeAll(async () => {
  world = await World.start({ environment: { ADMIN_PASSWORD: password }, autostart: false });
  const product = await world.startProcess();
  await product.ready();
  owner = new ApiClient(product.url);
  await owner.login('owner', password);
});

afterAll(() => world.close());

type Input = Readonly<Record<string, unknown>>;

interface Write {
  /** As its result names it, e.g. `SaveModel`. */
  readonly name: string;
  readonly input: Input;
  /** What of its success is looked at. */
  readonly shows: string;
  /** What the audit log calls it. */
  readonly action: string;
}

const model = {
  name: 'gemini-test-1',
  title: 'Test One',
  family: 'GEMINI',
  capabilities: ['TEXT', 'IMAGE', 'EDIT'],
  prices: [{ kind: 'IMAGE', credits: 7 }],
  sizeSurcharges: [{ imageSize: '4K', credits: 2 }],
  aspectRatios: ['1:1', '16:9'],
  imageSizes: ['1K', '4K'],
  maxInputImages: 3,
  costs: { inputPerMillionTokens: '0.75', outputPerMillionTokens: '3.000001', perImage: '0.04' },
  fallbackId: 'mod_gemini-3.6-flash',
  shutdownOn: '2027-05-07',
  isEnabled: true,
  position: 60,
};

const onSale = {
  name: 'test-pack',
  title: { ru: 'Проба', en: 'Trial pack' },
  credits: 10,
  bonusCredits: 1,
  stars: 5,
  rub: '49.90',
  position: 1,
  isActive: true,
};

const promo = {
  code: 'spring-e2e',
  benefit: { kind: 'BONUS', percent: 20 },
  maxRedemptions: 100,
  startsAt: '2026-01-01T00:00:00Z',
  endsAt: '2036-01-01T00:00:00Z',
};

const modelFields = `model { id name title family capabilities prices { kind credits isDefault }
  sizeSurcharges { imageSize credits } aspectRatios imageSizes maxInputImages
  costs { inputPerMillionTokens { amount } outputPerMillionTokens { amount } perImage { amount } }
  fallback { name } shutdownOn isEnabled position }`;
const packageFields = `package { name title { ru en } credits bonusCredits stars { amount }
  rub { amount } isSubscription position isActive }`;
const promoFields = `promoCode { id code benefit { kind percent } maxRedemptions maxPerUser
  startsAt endsAt isEnabled redemptionCount }`;
const entryFields = 'entry { key texts { language text isEdited preview } }';
const endpointFields = 'endpoint { id url events isEnabled createdBy previousSecretUntil } secret';

const documentOf = ({ name, shows }: Pick<Write, 'name' | 'shows'>): string => {
  const field = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return `mutation ($input: ${name}Input!) { result: ${field}(input: $input) {
    __typename ... on ${name}Success { isRepeat ${shows} } ... on Failure { message } } }`;
};

async function write(one: Pick<Write, 'name' | 'input' | 'shows'>): Promise<Input> {
  const { result } = await owner.data(documentOf(one), { input: one.input });
  return result as Input;
}

const keyed = (input: Input): Input => ({ ...input, idempotencyKey: randomUUID() });

async function newEndpoint(): Promise<string> {
  const input = keyed({ url: 'https://example.com/hook', events: ['PAYMENT_PAID'] });
  const made = await write({ name: 'SaveWebhookEndpoint', input, shows: 'endpoint { id }' });
  return (made as { endpoint: { id: string } }).endpoint.id;
}

describe('Writes of the catalogue', () => {
  test('add a model and read it back', async () => {
    expect(await write({ name: 'SaveModel', input: model, shows: modelFields })).toEqual({
      __typename: 'SaveModelSuccess',
      isRepeat: false,
      model: {
        id: 'mod_gemini-test-1',
        name: 'gemini-test-1',
        title: 'Test One',
        family: 'GEMINI',
        capabilities: ['TEXT', 'IMAGE', 'EDIT'],
        prices: [
          { kind: 'TEXT', credits: 1, isDefault: true },
          { kind: 'IMAGE', credits: 7, isDefault: false },
          { kind: 'EDIT', credits: 2, isDefault: true },
        ],
        sizeSurcharges: [{ imageSize: '4K', credits: 2 }],
        aspectRatios: ['1:1', '16:9'],
        imageSizes: ['1K', '4K'],
        maxInputImages: 3,
        costs: {
          inputPerMillionTokens: { amount: '0.750000' },
          outputPerMillionTokens: { amount: '3.000001' },
          perImage: { amount: '0.040000' },
        },
        fallback: { name: 'gemini-3.6-flash' },
        shutdownOn: '2027-05-07',
        isEnabled: true,
        position: 60,
      },
    });
  });

  test('switch a model, and every change is in the audit log with before and after', async () => {
    const name = 'gemini-test-switch';
    await write({ name: 'SaveModel', input: { ...model, name }, shows: 'model { id }' });
    const input = { modelId: `mod_${name}`, isEnabled: false };

    expect(
      await write({ name: 'SetModelEnabled', input, shows: 'model { isEnabled title }' }),
    ).toMatchObject({ model: { isEnabled: false, title: 'Test One' } });
    expect(
      await world.query('select action, before, after from audit_log where subject_id = $1', [
        name,
      ]),
    ).toMatchObject([
      { action: 'model.save', before: null, after: { title: 'Test One', enabled: true } },
      { action: 'model.disable', before: { isEnabled: true }, after: { isEnabled: false } },
    ]);
  });

  test('put a package on sale, which the bot offers soon', async () => {
    expect(await write({ name: 'SavePackage', input: onSale, shows: packageFields })).toMatchObject(
      {
        package: {
          title: { ru: 'Проба', en: 'Trial pack' },
          credits: 10,
          bonusCredits: 1,
          stars: { amount: '5' },
          rub: { amount: '49.90' },
          isSubscription: false,
          isActive: true,
        },
      },
    );
    const user = world.newUser();
    await until(
      'the bot to offer it',
      async () => JSON.stringify(await world.ask(user, '/buy')).includes('Trial pack'),
      20_000,
    );
  });

  test('change a setting, which holds for the next newcomer soon', async () => {
    const input = { name: 'welcomeCredits', value: '77' };
    expect(
      await write({ name: 'ChangeSetting', input, shows: 'setting { name value defaultValue }' }),
    ).toMatchObject({ setting: { name: 'welcomeCredits', value: '77', defaultValue: '10' } });

    await until(
      'a newcomer to get 77 credits',
      async () => {
        const user = world.newUser();
        await world.ask(user, '/start');
        return (await world.balance(user)).available === 77;
      },
      20_000,
    );
  });

  test('add a promo code, switch it off, and change it without losing its redemptions', async () => {
    const saved = await write({ name: 'SavePromoCode', input: promo, shows: promoFields });
    expect(saved).toMatchObject({
      promoCode: {
        code: 'SPRING-E2E',
        benefit: { kind: 'BONUS', percent: 20 },
        maxRedemptions: 100,
        maxPerUser: 1,
        isEnabled: true,
      },
    });
    const user = world.newUser();
    await world.ask(user, '/promo spring-e2e');
    const off = { promoCodeId: 'pro_SPRING-E2E', isEnabled: false };
    expect(
      await write({ name: 'SetPromoCodeEnabled', input: off, shows: promoFields }),
    ).toMatchObject({ promoCode: { isEnabled: false, redemptionCount: 1, maxRedemptions: 100 } });
    const other = { ...promo, maxRedemptions: null, benefit: { kind: 'DISCOUNT', percent: 5 } };
    expect(await write({ name: 'SavePromoCode', input: other, shows: promoFields })).toMatchObject({
      promoCode: { maxRedemptions: null, redemptionCount: 1, isEnabled: true },
    });
  });

  test('word a text anew, which the bot says soon, and take it back', async () => {
    const place = { key: 'help', language: 'EN' };
    const text = 'Ask the banana.';
    const saved = await write({
      name: 'SaveContent',
      input: { ...place, text },
      shows: entryFields,
    });
    expect(saved).toMatchObject({
      entry: { texts: [{ isEdited: false }, { language: 'EN', text, preview: text }] },
    });
    const user = world.newUser();
    const help = async () => (await world.ask(user, '/help')).text ?? '';
    await until('the bot to say it', async () => (await help()).includes(text), 20_000);
    const found = await owner.data(
      '{ contentEntries(filter: { search: "ask the BANANA", isEdited: true }) { key group } }',
    );
    expect(found).toEqual({ contentEntries: [{ key: 'help', group: expect.any(String) }] });

    const reset = await write({ name: 'ResetContent', input: place, shows: entryFields });
    expect(reset).toMatchObject({ entry: { texts: [{}, { isEdited: false }] } });
    await until('the default to stand', async () => !(await help()).includes(text), 20_000);
  });

  test('register an endpoint, whose secret is shown once and never again', async () => {
    const input = keyed({
      url: 'https://example.com/secret/path',
      events: ['PAYMENT_PAID', 'USER_CREATED'],
    });
    const first = await write({ name: 'SaveWebhookEndpoint', input, shows: endpointFields });
    const again = await write({ name: 'SaveWebhookEndpoint', input, shows: endpointFields });

    expect(first).toMatchObject({
      secret: expect.stringMatching(/^whsec_/),
      endpoint: { events: ['PAYMENT_PAID', 'USER_CREATED'], createdBy: 'owner', isEnabled: true },
    });
    expect(again).toEqual({ ...first, secret: null, isRepeat: true });
    const [kept] = await world.query<{ rows: string }>(
      'select (select json_agg(a) from audit_log a)::text || (select json_agg(b) from admin_actions b)::text as rows',
    );
    expect(kept?.rows).not.toContain(String(first.secret));
    expect(kept?.rows).not.toContain('/secret/path');
  });

  test('rotate a secret, ping, replay and delete an endpoint', async () => {
    const endpointId = await newEndpoint();
    const of = () => keyed({ endpointId });

    expect(
      await write({ name: 'RotateWebhookSecret', input: of(), shows: endpointFields }),
    ).toMatchObject({
      secret: expect.stringMatching(/^whsec_/),
      endpoint: { previousSecretUntil: expect.any(String) },
    });
    const shows = 'delivery { id eventType state endpoint { id } body }';
    const pinged = await write({ name: 'PingWebhookEndpoint', input: of(), shows });
    expect(pinged).toMatchObject({
      delivery: {
        eventType: 'TEST_PING',
        endpoint: { id: endpointId },
        body: expect.stringContaining('test.ping'),
      },
    });
    const { delivery } = pinged as { delivery: { id: string } };
    const read = `query ($id: ID!) { webhookEndpoint(id: $id) { deliveries(first: 5) {
      totalCount nodes { id } } } webhookDeliveries(filter: { endpointId: $id }) { nodes { id } } }`;
    expect(await owner.data(read, { id: endpointId })).toEqual({
      webhookEndpoint: { deliveries: { totalCount: 1, nodes: [{ id: delivery.id }] } },
      webhookDeliveries: { nodes: [{ id: delivery.id }] },
    });
    const since = keyed({ endpointId, from: '2026-01-01T00:00:00Z' });
    expect(
      await write({ name: 'ReplayWebhooksSince', input: since, shows: 'replayedCount' }),
    ).toMatchObject({ __typename: 'ReplayWebhooksSinceSuccess' });
    const gone = { name: 'DeleteWebhookEndpoint', input: { endpointId }, shows: 'endpointId' };
    expect(await write(gone)).toMatchObject({ endpointId });
    expect(await write(gone)).toMatchObject({ __typename: 'NotFound' });
  });

  test('refuse to ping what is turned off', async () => {
    const wish = { url: 'https://example.com', events: ['USER_CREATED'], isEnabled: false };
    const made = await write({
      name: 'SaveWebhookEndpoint',
      input: keyed(wish),
      shows: 'endpoint { id }',
    });
    const { endpoint } = made as { endpoint: { id: string } };
    const input = keyed({ endpointId: endpoint.id });

    expect(
      await write({ name: 'PingWebhookEndpoint', input, shows: 'delivery { id }' }),
    ).toMatchObject({ __typename: 'Refused' });
  });
});

const nobody = '00000000-0000-4000-8000-000000000000';

describe('Unknown ids', () => {
  test.each([
    ['SetModelEnabled', { modelId: 'mod_nothing', isEnabled: true }],
    ['SetPromoCodeEnabled', { promoCodeId: 'pro_NOTHING', isEnabled: true }],
    ['ChangeSetting', { name: 'nothing', value: '1' }],
    ['SaveContent', { key: 'nothing', language: 'EN', text: 'x' }],
    ['ResetContent', { key: 'nothing', language: 'EN' }],
    [
      'SaveWebhookEndpoint',
      keyed({ endpointId: `whe_${nobody}`, url: 'https://a.example', events: ['USER_CREATED'] }),
    ],
    ['RotateWebhookSecret', keyed({ endpointId: `whe_${nobody}` })],
    ['DeleteWebhookEndpoint', { endpointId: `whe_${nobody}` }],
    ['PingWebhookEndpoint', keyed({ endpointId: `whe_${nobody}` })],
    ['ReplayWebhookDelivery', keyed({ deliveryId: `whd_${nobody}` })],
    ['ReplayWebhooksSince', keyed({ endpointId: `whe_${nobody}`, from: '2026-01-01T00:00:00Z' })],
  ])('%s says that there is none', async (name, input) => {
    expect(await write({ name, input, shows: '' })).toMatchObject({ __typename: 'NotFound' });
  });

  test.each([
    ['webhookEndpoint(id: "whe_00000000-0000-4000-8000-000000000000") { id }'],
    ['webhookDelivery(id: "whd_00000000-0000-4000-8000-000000000000") { id }'],
    ['contentEntry(key: "nothing") { key }'],
    ['contentPreview(key: "nothing", language: EN, text: "x")'],
  ])('%s is NOT_FOUND', async (field) => {
    expect((await owner.ask(`{ ${field} }`)).errors).toMatchObject([
      { extensions: { code: 'NOT_FOUND' } },
    ]);
  });
});

const modelOf = (fields: Input) => ({ ...model, name: 'gemini-test-bad', ...fields });
const packageOf = (fields: Input) => ({ ...onSale, name: 'bad-pack', ...fields });
const promoOf = (fields: Input) => ({ ...promo, code: 'BAD-ONE', ...fields });
const hookOf = (fields: Input) =>
  keyed({ url: 'https://a.example', events: ['USER_CREATED'], ...fields });

const badInputs: readonly (readonly [string, Input, string, RegExp])[] = [
  ['SaveModel', modelOf({ name: 'a b' }), 'input.name', /letters, digits/],
  ['SaveModel', modelOf({ title: ' \n ' }), 'input.title', /1 to 64 characters/],
  ['SaveModel', modelOf({ capabilities: [] }), 'input.capabilities', /at least one/],
  ['SaveModel', modelOf({ family: 'IMAGEN' }), 'input.capabilities', /image alone/],
  ['SaveModel', modelOf({ maxInputImages: 0 }), 'input.maxInputImages', /from 1 to 100/],
  ['SaveModel', modelOf({ aspectRatios: ['wide'] }), 'input.aspectRatios', /16:9/],
  ['SaveModel', modelOf({ imageSizes: ['1K'] }), 'input.sizeSurcharges', /image sizes/],
  ['SaveModel', modelOf({ shutdownOn: '2027-02-30' }), 'input.shutdownOn', /a date/],
  ['SaveModel', modelOf({ position: -1 }), 'input.position', /from 0/],
  ['SaveModel', modelOf({ fallbackId: 'mod_nothing' }), 'input.fallbackId', /catalogue/],
  ['SaveModel', modelOf({ fallbackId: 'mod_gemini-test-bad' }), 'input.fallbackId', /lead back/],
  ['SaveModel', modelOf({ fallbackId: 'nothing' }), 'input.fallbackId', /id of a Model/],
  [
    'SaveModel',
    modelOf({ prices: [{ kind: 'TEXT', credits: -1 }] }),
    'input.prices',
    /0 to 100000/,
  ],
  [
    'SaveModel',
    modelOf({
      prices: [
        { kind: 'TEXT', credits: 1 },
        { kind: 'TEXT', credits: 2 },
      ],
    }),
    'input.prices',
    /twice/,
  ],
  [
    'SaveModel',
    modelOf({ costs: { ...model.costs, inputPerMillionTokens: '1e9' } }),
    'input.costs.inputPerMillionTokens',
    /decimal string/,
  ],
  ['SavePackage', packageOf({ name: 'Bad Pack' }), 'input.name', /small letters/],
  [
    'SavePackage',
    packageOf({ title: { ru: 'x'.repeat(33), en: 'x' } }),
    'input.title',
    /1 to 32 characters/,
  ],
  ['SavePackage', packageOf({ credits: 0 }), 'input.credits', /from 1/],
  ['SavePackage', packageOf({ bonusCredits: -1 }), 'input.bonusCredits', /from 0/],
  ['SavePackage', packageOf({ stars: 0 }), 'input.stars', /from 1 to 100000/],
  ['SavePackage', packageOf({ stars: -1 }), 'input.stars', /negative/],
  ['SavePackage', packageOf({ stars: null, rub: null }), 'input.stars', /must be given/],
  ['SavePackage', packageOf({ rub: '0.99' }), 'input.rub', /from 1.00/],
  ['SavePackage', packageOf({ rub: '1.999' }), 'input.rub', /decimal string/],
  ['SavePackage', packageOf({ isSubscription: true }), 'input.rub', /Stars alone/],
  [
    'SavePackage',
    packageOf({ isSubscription: true, rub: null, stars: 10_001 }),
    'input.stars',
    /1 to 10000/,
  ],
  ['ChangeSetting', { name: 'welcomeCredits', value: '-1' }, 'input.value', /from 0 to 100000/],
  ['ChangeSetting', { name: 'starsPayments', value: 'yes' }, 'input.value', /on, off/],
  ['ChangeSetting', { name: 'defaultTextModel', value: 'none' }, 'input.value', /catalogue/],
  ['ChangeSetting', { name: 'supportContact', value: 'x'.repeat(201) }, 'input.value', /200/],
  ['SavePromoCode', promoOf({ code: 'ё' }), 'input.code', /3 to 32/],
  ['SavePromoCode', promoOf({ maxPerUser: 0 }), 'input.maxPerUser', /from 1/],
  ['SavePromoCode', promoOf({ maxRedemptions: 0 }), 'input.maxRedemptions', /from 1/],
  ['SavePromoCode', promoOf({ endsAt: promo.startsAt }), 'input.endsAt', /after startsAt/],
  [
    'SavePromoCode',
    promoOf({ benefit: { kind: 'DISCOUNT', percent: 100 } }),
    'input.benefit',
    /1 to 99/,
  ],
  [
    'SavePromoCode',
    promoOf({ benefit: { kind: 'CREDITS', percent: 5 } }),
    'input.benefit.credits',
    /must be given/,
  ],
  [
    'SaveContent',
    { key: 'help', language: 'EN', text: 'Hello { $nobody }' },
    'input.text',
    /\$nobody/,
  ],
  ['SaveContent', { key: 'help', language: 'EN', text: '{ $' }, 'input.text', /Fluent/],
  ['SaveContent', { key: 'help', language: 'EN', text: ' ' }, 'input.text', /empty/],
  ['SaveWebhookEndpoint', hookOf({ url: 'http://a.example' }), 'input.url', /https/],
  ['SaveWebhookEndpoint', hookOf({ url: 'https://127.0.0.1/' }), 'input.url', /private/],
  ['SaveWebhookEndpoint', hookOf({ events: [] }), 'input.events', /at least 1/],
  ['SaveWebhookEndpoint', hookOf({ description: 'x'.repeat(201) }), 'input.description', /200/],
];

describe('Bad input', () => {
  test.each(badInputs.map(([name, input, field, rule]) => ({ name, input, field, rule })))(
    '$name refuses what breaks $rule, naming $field',
    async ({ name, input, field, rule }) => {
      const { errors } = await owner.ask(documentOf({ name, shows: '' }), { input });

      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      const problems = errors[0]?.extensions.problems as { field: string; rule: string }[];
      expect(problems).toContainEqual({ field, rule: expect.stringMatching(rule) });
    },
  );

  test('a ring of fallbacks over several models is refused', async () => {
    const names = ['ring-a', 'ring-b', 'ring-c'];
    for (const [index, name] of names.entries()) {
      const fallbackId = index === 0 ? null : `mod_${names[index - 1]}`;
      await write({ name: 'SaveModel', input: { ...model, name, fallbackId }, shows: '' });
    }
    const input = { ...model, name: 'ring-a', fallbackId: 'mod_ring-c' };

    const { errors } = await owner.ask(documentOf({ name: 'SaveModel', shows: '' }), { input });

    expect(errors[0]?.extensions.problems).toEqual([
      { field: 'input.fallbackId', rule: 'must not lead back to the model' },
    ]);
  });
});

const duplicated: readonly Write[] = [
  { name: 'SaveModel', action: 'model.save', input: { ...model, name: 'twice' }, shows: '' },
  {
    name: 'SetModelEnabled',
    action: 'model.disable',
    input: { modelId: 'mod_imagen-4.0-generate-001', isEnabled: false },
    shows: '',
  },
  {
    name: 'SavePackage',
    action: 'package.save',
    input: { ...onSale, name: 'twice', isActive: false },
    shows: '',
  },
  {
    name: 'ChangeSetting',
    action: 'setting.change',
    input: { name: 'contextTokens', value: '7000' },
    shows: '',
  },
  { name: 'SavePromoCode', action: 'promo.save', input: { ...promo, code: 'TWICE' }, shows: '' },
  {
    name: 'SetPromoCodeEnabled',
    action: 'promo.enable',
    input: { promoCodeId: 'pro_TWICE', isEnabled: true },
    shows: '',
  },
  {
    name: 'SaveContent',
    action: 'content.save',
    input: { key: 'terms', language: 'RU', text: 'Условия' },
    shows: '',
  },
  {
    name: 'ResetContent',
    action: 'content.reset',
    input: { key: 'terms', language: 'RU' },
    shows: '',
  },
  {
    name: 'SaveWebhookEndpoint',
    action: 'webhook_endpoint.save',
    input: { url: 'https://twice.example', events: ['USER_CREATED'] },
    shows: '',
  },
];

describe('Ten at a time with one idempotency key', () => {
  test.each(duplicated)('$name acts once and leaves one audit row', async ({ action, ...one }) => {
    const idempotencyKey = randomUUID();
    const input = { ...one.input, idempotencyKey };

    const results = await Promise.all(Array.from({ length: 10 }, () => write({ ...one, input })));

    expect(results.filter(({ isRepeat }) => isRepeat === false)).toHaveLength(1);
    expect(results.filter(({ isRepeat }) => isRepeat === true)).toHaveLength(9);
    expect(
      await world.query('select action from audit_log where idempotency_key = $1', [
        idempotencyKey,
      ]),
    ).toEqual([{ action }]);
  });

  test.each(['RotateWebhookSecret', 'PingWebhookEndpoint', 'DeleteWebhookEndpoint'])(
    '%s acts once and leaves one audit row',
    async (name) => {
      const input = keyed({ endpointId: await newEndpoint() });

      const results = await Promise.all(
        Array.from({ length: 10 }, () => write({ name, input, shows: '' })),
      );

      expect(results.filter(({ isRepeat }) => isRepeat === false)).toHaveLength(1);
      expect(
        await world.query('select 1 from audit_log where idempotency_key = $1', [
          input.idempotencyKey,
        ]),
      ).toHaveLength(1);
    },
  );

  test('a key that stood for something else is refused', async () => {
    const idempotencyKey = randomUUID();
    const input = { name: 'contextTokens', value: '6000', idempotencyKey };
    await write({ name: 'ChangeSetting', input, shows: '' });

    expect(
      await write({ name: 'ChangeSetting', input: { ...input, value: '5000' }, shows: '' }),
    ).toMatchObject({ __typename: 'IdempotencyConflict' });
  });
});
