import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useStartKiosk } from '../auth/session-queries.js';
import { ScreenEnded } from './ScreenEnded.js';

/** Where the link of a screen leads: it takes the token off the address, and shows the wall from then on. */
export function KioskPage() {
  const token = useLocation({ select: ({ hash }) => hash });
  const navigate = useNavigate();
  const start = useStartKiosk();
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || token === '') return;
    begun.current = true;
    start.mutate(token, { onSuccess: () => void navigate({ to: '/wall', replace: true }) });
  }, [token, start, navigate]);
  if (token !== '' && start.error === null) return <p className="sr">Setting up this screen</p>;
  return <ScreenEnded why={start.error?.message ?? 'The link has lost its token: copy it whole, with what follows the #.'} />;
}
