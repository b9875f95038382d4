"""Timelines into films: analyses, ffmpeg arguments, jobs."""
