-- A render may be a GIF, a still or a sound; those of before were films.
ALTER TABLE renders ADD COLUMN extension TEXT NOT NULL DEFAULT 'mp4';
