import { InputFile } from 'grammy';
import { describe, expect, it } from 'vitest';
import { type Envelope, picture, type Stage, setStage } from './telegram-harness.ts';

const json = { 'content-type': 'application/json' };

type Form = {
  readonly name: string;
  request(stage: Stage): readonly [path: string, init?: RequestInit];
};

const forms: readonly Form[] = [
  {
    name: 'a GET with a query',
    request: ({ user }) => [`sendMessage?chat_id=${user.id}&text=hi+there`],
  },
  {
    name: 'a urlencoded form',
    request: ({ user }) => [
      'sendMessage',
      {
        method: 'POST',
        body: new URLSearchParams({ chat_id: String(user.id), text: 'hi there' }),
      },
    ],
  },
  {
    name: 'JSON',
    request: ({ user }) => [
      'sendMessage',
      {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ chat_id: user.id, text: 'hi there' }),
      },
    ],
  },
  {
    name: 'JSON with a number as text and a keyboard as JSON text',
    request: ({ user }) => [
      'sendMessage',
      {
        method: 'POST',
        headers: json,
        body: JSON.stringify({
          chat_id: String(user.id),
          text: 'hi there',
          reply_markup: '{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}',
        }),
      },
    ],
  },
  {
    name: 'multipart as browsers write it',
    request: ({ user }) => {
      const body = new FormData();
      body.set('chat_id', String(user.id));
      body.set('text', 'hi there');
      return ['sendMessage', { method: 'POST', body }];
    },
  },
  {
    name: 'any letter case of the method',
    request: ({ user }) => [`SENDmessage?chat_id=${user.id}&text=hi+there`],
  },
  {
    name: 'the test environment',
    request: ({ user }) => [`test/sendMessage?chat_id=${user.id}&text=hi+there`],
  },
  {
    name: 'query and body together',
    request: ({ user }) => [
      `sendMessage?chat_id=${user.id}`,
      { method: 'POST', headers: json, body: '{"text":"hi there"}' },
    ],
  },
];

describe('transport of the Telegram stand-in', () => {
  it.each(forms)('takes $name', async ({ request }) => {
    const stage = await setStage();
    const [path, init] = request(stage);
    const root = `${stage.sandbox.telegramUrl}/bot${stage.token}`;
    const response = await fetch(`${root}/${path}`, init);
    const envelope = (await response.json()) as Envelope;
    expect(envelope).toMatchObject({ ok: true, result: { text: 'hi there' } });
    expect(stage.sandbox.telegram.calls().totalViolations).toBe(0);
  });

  it("takes grammY's multipart, with a file name in Cyrillic", async () => {
    const { api, user } = await setStage();
    const file = new InputFile(await picture(), 'картинка.png');
    const message = await api.sendDocument(user.id, file, { caption: 'подпись' });
    expect(message.document).toMatchObject({
      file_name: 'картинка.png',
      mime_type: 'image/png',
    });
    expect(message.caption).toBe('подпись');
  });

  it('takes a file part that bears the name of the parameter', async () => {
    const { sandbox, token, user } = await setStage();
    const body = new FormData();
    body.set('chat_id', String(user.id));
    body.set('photo', new Blob([Uint8Array.from(await picture())]), 'a.png');
    const url = `${sandbox.telegramUrl}/bot${token}/sendPhoto`;
    const response = await fetch(url, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ ok: true, result: { photo: [{}, {}, {}] } });
  });

  it.each([
    ['a wrong token', '/bot1:wrong/getMe', 401, 'Unauthorized: invalid token specified'],
    ['an unknown method', '/bot{token}/sendTelepathy', 404, 'Not Found: method not found'],
    ['a path that is none', '/nothing', 404, 'Not Found'],
    ['an unknown file', '/file/bot{token}/photos/file_9.jpg', 404, 'Not Found'],
  ])('refuses %s', async (_name, path, code, description) => {
    const { sandbox, token } = await setStage();
    const response = await fetch(sandbox.telegramUrl + path.replace('{token}', token));
    expect(response.status).toBe(code);
    expect(await response.json()).toEqual({ ok: false, error_code: code, description });
  });

  it.each([
    ['a broken JSON body', json, '{"chat_id":', "Bad Request: can't parse JSON object"],
    ['a JSON body that is a list', json, '[]', 'Bad Request: expected a JSON object'],
    [
      'a multipart body without an end',
      { 'content-type': 'multipart/form-data; boundary=x' },
      '--x\r\ncontent-disposition:form-data;name="text"\r\n\r\nhi',
      "Bad Request: can't parse multipart/form-data",
    ],
  ])('refuses %s and notes it', async (_name, headers, body, description) => {
    const { sandbox, token } = await setStage();
    const url = `${sandbox.telegramUrl}/bot${token}/sendMessage`;
    const response = await fetch(url, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ error_code: 400, description });
    expect(sandbox.telegram.calls({ violations: true }).calls).toHaveLength(1);
  });
});

type Breach = {
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly description: string;
};

const breaches: readonly Breach[] = [
  {
    method: 'sendMessage',
    params: { text: 'a', colour: 'red' },
    description: 'Bad Request: unknown field "colour"',
  },
  { method: 'sendMessage', params: {}, description: 'Bad Request: message text is empty' },
  {
    method: 'sendMessage',
    params: { text: 7 },
    description: 'Bad Request: field "text" must be of type String',
  },
  {
    method: 'sendMessage',
    params: { text: 'a', disable_notification: 'maybe' },
    description: 'Bad Request: field "disable_notification" must be of type Boolean',
  },
  {
    method: 'sendMessage',
    params: { text: 'a', reply_markup: { inline_keyboard: [[{ text: 'a', callback: 'b' }]] } },
    description: 'Bad Request: unknown field "reply_markup.inline_keyboard[0][0].callback"',
  },
  {
    method: 'sendMessage',
    params: { text: 'a', reply_markup: '{"inline_keyboard":' },
    description:
      'Bad Request: field "reply_markup" must be of type ' +
      'InlineKeyboardMarkup or ReplyKeyboardMarkup or ReplyKeyboardRemove or ForceReply',
  },
  {
    method: 'sendMessage',
    params: { text: 'a', reply_parameters: {} },
    description: 'Bad Request: field "reply_parameters.message_id" is required',
  },
  {
    method: 'sendMessageDraft',
    params: { draft_id: 1, text: 'a', can_stop: true },
    description: 'Bad Request: unknown field "can_stop"',
  },
  {
    method: 'sendMediaGroup',
    params: { media: [{ type: 'photo' }, { type: 'photo', media: 'x' }] },
    description: 'Bad Request: field "media[0].media" is required',
  },
  {
    method: 'setMyCommands',
    params: { commands: [{ command: 'a', description: 'b' }], scope: { type: 'chat' } },
    description: 'Bad Request: field "scope.chat_id" is required',
  },
];

describe('the specification', () => {
  it.each(breaches)('refuses $method $params', async ({ method, params, description }) => {
    const { sandbox, call, user } = await setStage();
    const target = method.startsWith('setMy') ? {} : { chat_id: user.id };
    const envelope = await call(method, { ...target, ...params });
    expect(envelope).toMatchObject({ ok: false, error_code: 400, description });
    const log = sandbox.telegram.calls({ violations: true });
    expect(log.calls.map((logged) => logged.method)).toEqual([method]);
    expect(log.totalViolations).toBe(1);
  });

  it('notes an unknown method, and lets a known one that it lacks pass as not found', async () => {
    const { sandbox, call } = await setStage();
    expect(await call('sendTelepathy')).toMatchObject({ error_code: 404 });
    expect(await call('sendDice', { chat_id: 1 })).toMatchObject({
      error_code: 404,
      description: 'Not Found: method not found',
    });
    const log = sandbox.telegram.calls({ violations: true });
    expect(log.calls).toMatchObject([{ violations: ['unknown method "sendTelepathy"'] }]);
  });
});
