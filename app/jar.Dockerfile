# Makes the jar for the image with Docker alone, in the project's root:
#   docker build --output app/target -f app/jar.Dockerfile .
ARG MAVEN=maven:3-eclipse-temurin-17

FROM ${MAVEN} AS built
WORKDIR /src
COPY . ./
RUN mvn -B -ntp -q package -DskipTests

FROM scratch
COPY --from=built /src/app/target/imagevault-server.jar /
