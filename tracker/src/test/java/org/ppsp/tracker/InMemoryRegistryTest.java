package org.ppsp.tracker;

class InMemoryRegistryTest extends SwarmRegistryContract {
  @Override
  SwarmRegistry registry(TrackerSettings settings) {
    return new InMemoryRegistry(settings, TestTracker.budget(), new Activity());
  }
}
