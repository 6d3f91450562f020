package dev.imagevault.port;

import java.time.Duration;

/**
 * What is unfinished, of all users together, for operators to see whether sweeps keep up.
 *
 * @param pending images whose upload is under way, or was given up and not yet taken up
 * @param deleting images that are deleted and not yet removed
 * @param oldest for how long the oldest of both has been so; zero if there is none
 */
public record Backlog(long pending, long deleting, Duration oldest) {}
