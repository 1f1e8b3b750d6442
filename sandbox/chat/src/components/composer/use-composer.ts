import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ChatState } from '../../api/model.ts';
import { useApp } from '../../state/app.ts';
import { type Attachment, discard } from '../../state/media-files.ts';
import { wordsOf } from '../../text/message-content.ts';
import type { Intent } from '../chat/chat-context.ts';
import { matchingCommands } from './command-list.tsx';
import { wantsReply } from './reply-keyboard.tsx';

const hasMouse = window.matchMedia('(hover: hover)');

export type ComposerProps = {
  readonly room: ChatState;
  readonly intent: Intent | null;
  readonly onIntent: (intent: Intent | null) => void;
  readonly attachments: readonly Attachment[];
  readonly onAttach: (files: Iterable<File>) => void;
  readonly onAttachments: (change: (now: readonly Attachment[]) => readonly Attachment[]) => void;
};

export type ComposerState = ReturnType<typeof useComposer>;

/** What the person is about to send, and the keys that work while writing. */
export function useComposer(props: ComposerProps) {
  const { room, intent, onIntent, attachments, onAttachments } = props;
  const { actions, unsent } = useApp();
  const [text, setTextState] = useState(unsent.get(room.id) ?? '');
  const [asFiles, setAsFiles] = useState(false);
  const [isKeyboardOpen, setKeyboardOpen] = useState(true);
  const input = useRef<HTMLTextAreaElement>(null);
  const menu = useCommandMenu(room, text);

  const setText = (next: string) => {
    setTextState(next);
    unsent.set(room.id, next);
    menu.close();
  };
  const cancelIntent = () => {
    if (intent?.kind === 'edit') setText('');
    onIntent(null);
  };

  useEffect(() => {
    // On a touch screen the keyboard would cover the chat that was just opened.
    const isFirst = intent === null && attachments.length === 0;
    if (!isFirst || hasMouse.matches) input.current?.focus();
  }, [intent, attachments.length]);
  useEffect(() => {
    if (intent?.kind === 'edit') setTextState(wordsOf(intent.message).text);
  }, [intent]);
  useEffect(() => setKeyboardOpen(room.replyKeyboard !== null), [room.replyKeyboard]);
  useForcedReply(room, onIntent);

  const isEmpty = text.trim() === '' && attachments.length === 0;
  const send = async () => {
    if (isEmpty) return;
    const written = text.trim();
    const files = attachments.map(({ file }) => file);
    const replyTo = intent?.kind === 'reply' ? intent.message.message_id : undefined;
    setText('');
    onIntent(null);
    onAttachments(() => []);
    const isSent =
      intent?.kind === 'edit'
        ? await actions.editText(room.id, intent.message.message_id, written)
        : await actions.send(room.id, { text: written, files, asFiles, replyTo });
    if (isSent) {
      attachments.forEach(discard);
      return;
    }
    setTextState((now) => (now === '' ? written : now));
    onAttachments((now) => [...attachments, ...now]);
  };
  const sendCommand = (command: string) => {
    setText('');
    void actions.send(room.id, { text: `/${command}` });
  };
  const pressKey = (key: string, hides: boolean) => {
    if (hides) setKeyboardOpen(false);
    void actions.pressReplyKey(room.id, key);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const command = menu.chosen?.command;
    if (menu.move(event.key)) event.preventDefault();
    else if (event.key === 'Tab' && command !== undefined) {
      event.preventDefault();
      setText(`/${command} `);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (command === undefined) void send();
      else sendCommand(command);
    } else if (event.key === 'Escape') {
      menu.close();
      cancelIntent();
    }
  };

  return {
    input,
    text,
    setText,
    asFiles,
    setAsFiles,
    canSend: !isEmpty,
    send,
    sendCommand,
    cancelIntent,
    commands: menu.commands,
    chosenCommand: menu.chosenIndex,
    isMenuOpen: menu.isOpen,
    toggleMenu: () => {
      menu.toggle();
      input.current?.focus();
    },
    closeMenu: menu.close,
    isKeyboardOpen,
    toggleKeyboard: () => setKeyboardOpen(!isKeyboardOpen),
    pressKey,
    onKeyDown,
  };
}

/** The bot's commands: all of them after a click on the menu, those that match while one is typed. */
function useCommandMenu(room: ChatState, text: string) {
  const [isOpen, setOpen] = useState(false);
  const [chosenIndex, setChosenIndex] = useState(0);
  const commands = isOpen ? room.commands : matchingCommands(room.commands, text);
  return {
    isOpen,
    commands,
    chosenIndex,
    chosen: commands[chosenIndex],
    toggle: () => {
      setOpen(!isOpen);
      setChosenIndex(0);
    },
    close: () => {
      setOpen(false);
      setChosenIndex(0);
    },
    /** @returns whether the key moved the choice. */
    move: (key: string): boolean => {
      const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
      if (step === 0 || commands.length === 0) return false;
      setChosenIndex((index) => (index + step + commands.length) % commands.length);
      return true;
    },
  };
}

/** A ForceReply of the bot opens the reply as if the person had chosen it. */
function useForcedReply(room: ChatState, onIntent: (intent: Intent) => void): void {
  const keyboard = room.replyKeyboard;
  const messageId = keyboard !== null && wantsReply(keyboard) ? keyboard.messageId : undefined;
  const answered = useRef<number>(undefined);
  useEffect(() => {
    const message = room.messages.find((one) => one.message_id === messageId);
    if (message === undefined || answered.current === messageId) return;
    answered.current = messageId;
    onIntent({ kind: 'reply', message });
  }, [messageId, room.messages, onIntent]);
}
