-- Nothing read it: what is told follows from the logs of incidents and notifications (ADR 16), and it only grew.

DROP TABLE "outbox";
