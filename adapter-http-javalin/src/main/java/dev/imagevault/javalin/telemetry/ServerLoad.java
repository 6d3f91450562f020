package dev.imagevault.javalin.telemetry;

/**
 * How much a server has to do at the moment.
 *
 * @param requests that are being answered
 * @param connections that are open
 * @param threads that work for requests
 * @param maxThreads that there may be
 * @param queued tasks that wait for a thread
 * @param uploadMemory bytes that uploads in flight hold
 */
public record ServerLoad(
    int requests, int connections, int threads, int maxThreads, int queued, long uploadMemory) {}
