import { useEffect, useRef, useState } from 'react';
import type { Face } from './face.js';
import { type Heard, soundsFor, soundWords } from './wall-sound.js';

const TONES_HZ = [660, 880] as const;
const TONE_SECONDS = 0.18;
const LOUDNESS = 0.2;

/** Two short tones, one above the other. */
function ring(context: AudioContext): void {
  TONES_HZ.forEach((frequency, place) => {
    const begins = context.currentTime + place * TONE_SECONDS;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(LOUDNESS, begins);
    volume.gain.exponentialRampToValueAtTime(0.001, begins + TONE_SECONDS);
    tone.connect(volume).connect(context.destination);
    tone.start(begins);
    tone.stop(begins + TONE_SECONDS);
  });
}

/**
 * Rings when an incident opens, where the address says `sound=on`. Browsers are silent until somebody presses a key; `S` tries it.
 * @returns what the foot of the wall has to say of it; null: nothing
 */
export function useWallSound(isOn: boolean, open: readonly { readonly id: string }[], face: Face['face']): string | null {
  const context = useRef<AudioContext | null>(null);
  const heard = useRef<Heard>(null);
  const [state, setState] = useState<AudioContextState | null>(null);
  useEffect(() => {
    if (!isOn || typeof AudioContext === 'undefined') return undefined;
    const opened = new AudioContext();
    context.current = opened;
    const told = () => setState(opened.state);
    const pressed = ({ key }: KeyboardEvent) => {
      opened.resume().then(
        () => key.toLowerCase() === 's' && ring(opened),
        // The browser still keeps it back: the foot goes on saying so.
        told,
      );
    };
    told();
    opened.addEventListener('statechange', told);
    document.addEventListener('keydown', pressed);
    return () => {
      document.removeEventListener('keydown', pressed);
      opened.removeEventListener('statechange', told);
      context.current = null;
      void opened.close();
    };
  }, [isOn]);
  useEffect(() => {
    const told = soundsFor(heard.current, open, face);
    heard.current = told.heard;
    if (told.sounds && context.current?.state === 'running') ring(context.current);
  }, [open, face]);
  return soundWords(isOn, state);
}
